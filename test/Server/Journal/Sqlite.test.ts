/** The journal on disk: restarts, crashes, versions. */
import assert from "node:assert/strict"
import { join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ChannelEvent } from "../../../src/Domain/ChannelEvent.ts"
import * as Database from "../../../src/History/Database.ts"
import type { HistoryError } from "../../../src/History/HistoryError.ts"
import * as Migrations from "../../../src/History/Migrations.ts"
import { STEP } from "../../../src/Server/Journal/StoredLog.ts"
import { temporaryPath } from "../../process/support/TemporaryPath.ts"
import { channel, say } from "../../support/journalContract.ts"
import { crashed, faulty, logOf, names, numbersIn, open, opened, untilWritten } from "../../support/KeptJournal.ts"

describe("a journal on disk", () => {
  it.scopedLive("has channels, epochs, topics and numbers again, and goes on where it was", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryPath
      const author = { by: "1", from: "Ann" } as Pick<Extract<ChannelEvent, { readonly _tag: "Topic" }>, "by" | "from">
      const epoch = yield* opened(folder, ({ unsafeCreate }) =>
        Effect.sync(() => {
          const log = unsafeCreate(channel("a"))
          say(log, "one")
          log.unsafeAppend({ _tag: "Topic", n: 2, at: 2, ...author, text: Buffer.from("cats") })
          unsafeCreate(channel("b"))
          return log.epoch
        })
      )
      yield* opened(folder, (journal) =>
        Effect.sync(() => {
          const log = logOf(journal, "a")
          assert.deepEqual([log.epoch, log.head, log.first, Buffer.from(log.topic).toString()], [epoch, 2, 1, "cats"])
          assert.deepEqual(log.unsafeAfter(2), [])
          assert.equal(log.unsafeAfter(1), undefined)
          say(log, "three")
          const made = journal.unsafeCreate(channel("c"))
          assert.notEqual(made.epoch, epoch)
          say(made, "one")
        })
      )
      yield* opened(folder, (journal) =>
        Effect.gen(function* () {
          assert.deepEqual(yield* numbersIn(journal, "a"), ["1", "2", "3"])
          assert.deepEqual(yield* numbersIn(journal, "c"), ["1"])
        })
      )
    })
  )

  it.scopedLive("after a crash gives no number again, and says what may be missing, once", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryPath
      const copy = join(folder, "..", "crashed")
      yield* opened(folder, (journal) =>
        Effect.gen(function* () {
          const log = journal.unsafeCreate(channel("a"))
          say(log, "one")
          say(log, "two")
          yield* untilWritten(folder, 2)
          crashed(folder)
        })
      )
      for (const _ of [1, 2]) {
        yield* opened(copy, (journal) =>
          Effect.gen(function* () {
            assert.ok(logOf(journal, "a").head >= 2 + STEP)
            assert.deepEqual(yield* numbersIn(journal, "a"), ["1", "2", `3-${2 + STEP}`])
          })
        )
      }
      yield* opened(copy, (journal) =>
        Effect.gen(function* () {
          say(logOf(journal, "a"), "three")
          assert.deepEqual(names(yield* journal.read(channel("a"), { _tag: "After", n: 5 }, 10)), [
            `3-${2 + STEP}`,
            `${3 + STEP}`
          ])
        })
      )
    })
  )

  it.scopedLive("reserves numbers for a channel before the first of them is given", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryPath
      yield* opened(folder, ({ unsafeCreate }) => Effect.sync(() => say(unsafeCreate(channel("a")), "one")))
      const { runs, store } = faulty()
      const given = yield* opened(
        folder,
        (journal) =>
          Effect.gen(function* () {
            yield* runs.close
            const log = logOf(journal, "a")
            say(log, "two")
            crashed(folder)
            yield* runs.open
            return log.head
          }),
        { store }
      )
      assert.equal(given, 2)
      yield* opened(join(folder, "..", "crashed"), (journal) =>
        Effect.sync(() => assert.ok(logOf(journal, "a").unsafeNext(0) > given))
      )
    })
  )

  it.scopedLive("makes each batch durable where it is to", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryPath
      for (const [durability, level] of [
        ["normal", 1],
        ["full", 2]
      ] as const) {
        yield* Effect.scoped(
          Effect.gen(function* () {
            yield* Database.lock(folder)
            const { run } = yield* Database.openForWriting(folder, durability)
            assert.deepEqual(yield* run("pragma synchronous"), [{ synchronous: level }])
            assert.deepEqual(yield* run("pragma journal_mode"), [{ journal_mode: "wal" }])
          })
        )
      }
    })
  )

  it.scopedLive("refuses a file of a newer version", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryPath
      yield* opened(folder, () => Effect.void)
      yield* Effect.scoped(
        Effect.flatMap(Database.openForWriting(folder, "normal"), ({ run }) =>
          run(`insert into ${Migrations.TABLE} (migration_id, name) values (?, 'later')`, [Migrations.newest + 1])
        )
      )
      for (const opening of [open(folder), Database.openForReading(folder)]) {
        const error = yield* Effect.flip(Effect.scoped(Effect.asVoid<unknown, HistoryError, Scope.Scope>(opening)))
        assert.equal(error.message, `The history in ${folder} was made by a newer version of this program.`)
      }
    })
  )
})
