/** Faults of the disk: the chat goes on, the log says once what is wrong, and what is lost is recorded. */
import assert from "node:assert/strict"
import { closeSync, openSync, rmSync, writeSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { Packer } from "../../../src/History/Block.ts"
import * as Database from "../../../src/History/Database.ts"
import * as Writing from "../../../src/History/Writing.ts"
import { STEP } from "../../../src/Server/Journal/StoredLog.ts"
import { temporaryPath } from "../../process/support/TemporaryPath.ts"
import { channel, message, say } from "../../support/journalContract.ts"
import {
  crashed,
  faulty,
  logging,
  logOf,
  names,
  numbersIn,
  open,
  opened,
  untilWritten
} from "../../support/KeptJournal.ts"

describe("a journal whose disk has a fault", () => {
  it.scopedLive("goes on while its file is locked, says so once, and writes what waited", () =>
    logging((next) =>
      Effect.gen(function* () {
        const folder = yield* temporaryPath
        const journal = yield* open(folder)
        const log = journal.unsafeCreate(channel("a"))
        say(log, "one")
        yield* untilWritten(folder, 1)
        const scope = yield* Scope.make()
        const other = yield* Scope.extend(Database.openForWriting(folder, "normal"), scope)
        yield* other.run("begin immediate")
        say(log, "two")
        assert.match(
          yield* next,
          new RegExp(`^what is said is not kept since .*Z: the history in ${folder} is locked by`)
        )
        const status = yield* journal.status
        assert.ok(status._tag === "Failing" && status.lost === 0 && /^is locked/.test(status.problem))
        say(log, "three")
        yield* other.run("rollback")
        yield* Scope.close(scope, Exit.void)
        assert.equal(yield* next, "what is said is kept again; 0 events are lost, and the history says where")
        assert.deepEqual(yield* journal.status, { _tag: "Keeping" })
        yield* untilWritten(folder, 3)
        assert.deepEqual(yield* numbersIn(journal, "a"), ["1", "2", "3"])
      })
    )
  )

  it.scopedLive("begins a new file where somebody has deleted it, and says what is missing", () =>
    logging((next) =>
      Effect.gen(function* () {
        const folder = yield* temporaryPath
        const journal = yield* open(folder)
        const log = journal.unsafeCreate(channel("a"))
        say(log, "one")
        yield* untilWritten(folder, 1)
        for (const file of ["chat.db", "chat.db-wal", "chat.db-shm"]) rmSync(join(folder, file), { force: true })
        say(log, "two")
        // It looks once a second: what was said before it does is lost with the old file.
        yield* Effect.forkScoped(
          Effect.forever(
            Effect.zipRight(
              Effect.sync(() => say(log, "more")),
              Effect.sleep(100)
            )
          )
        )
        assert.match(yield* next, /has been deleted or moved away$/)
        assert.match(yield* next, /^what is said is kept again/)
        const [gap = "", ...rest] = yield* numbersIn(journal, "a")
        const [, lost] = /^1-(\d+)$/.exec(gap) ?? assert.fail(gap)
        assert.deepEqual(
          rest,
          Array.from(rest, (_, at) => `${Number(lost) + 1 + at}`)
        )
      })
    )
  )

  it.scopedLive("goes on while the disk is full, says so once, and writes what waited", () =>
    logging((next) =>
      Effect.gen(function* () {
        const { disk, store } = faulty()
        const folder = yield* temporaryPath
        const journal = yield* open(folder, { store })
        const log = journal.unsafeCreate(channel("a"))
        disk.code = "SQLITE_FULL"
        say(log, "one")
        assert.match(yield* next, /^what is said is not kept since .* finds no room: the disk is full$/)
        say(log, "two")
        disk.code = undefined
        assert.equal(yield* next, "what is said is kept again; 0 events are lost, and the history says where")
        assert.deepEqual(yield* numbersIn(journal, "a"), ["1", "2"])
      })
    )
  )

  it.scopedLive("records as a gap what finds no room while the disk hangs, and delivers meanwhile", () =>
    logging((next) =>
      Effect.gen(function* () {
        const { runs, store } = faulty()
        const folder = yield* temporaryPath
        const journal = yield* open(folder, { store })
        const log = journal.unsafeCreate(channel("a"))
        yield* runs.close
        const text = new Uint8Array(100_000)
        for (let n = 1; n <= 200; n++) say(log, text)
        assert.equal(log.head, 200)
        yield* runs.open
        assert.match(yield* next, /^what is said is not kept since .* cannot be written as fast as people speak$/)
        const again = yield* next
        const lost = Number(/^what is said is kept again; (\d+) events are lost/.exec(again)?.[1])
        assert.ok(lost > 0 && lost < 100, again)
        say(log, "next")
        yield* untilWritten(folder, 201)
        const kept = yield* journal.read(channel("a"), { _tag: "After", n: 190 - lost }, 200)
        assert.equal(names(kept).at(-2), `${201 - lost}-200`)
        assert.equal(names(kept).at(-1), "201")
      })
    )
  )

  it.scopedLive("gives no number twice, however long the disk has taken nothing before a crash", () =>
    logging((next) =>
      Effect.gen(function* () {
        const { disk, store } = faulty()
        const folder = yield* temporaryPath
        const journal = yield* open(folder, { store })
        const log = journal.unsafeCreate(channel("a"))
        say(log, "one")
        yield* untilWritten(folder, 1)
        disk.code = "SQLITE_IOERR"
        const now = 1_800_000_000_000
        const given = new Set<number>()
        for (let count = 0; count < 2 * STEP; count++) {
          say(log, "unkept", now)
          given.add(log.head)
        }
        assert.equal(given.size, 2 * STEP)
        assert.equal(log.head, now * 1000 + given.size - STEP - 1)
        yield* next
        yield* opened(crashed(folder), (journal) =>
          Effect.gen(function* () {
            const log = logOf(journal, "a")
            assert.deepEqual(yield* numbersIn(journal, "a"), ["1", `2-${1 + STEP}`])
            say(log, "after the crash")
            assert.equal(given.has(log.head), false)
            assert.ok(log.head < now)
          })
        )
        disk.code = undefined
        yield* next
        const skipped = yield* journal.read(channel("a"), { _tag: "After", n: STEP }, 3)
        assert.deepEqual(names(skipped), [`${1 + STEP}`, `${2 + STEP}-${now * 1000 - 1}`, `${now * 1000}`])
      })
    )
  )

  it.scopedLive("says of a disk that is full, of one that can only be read and of a damaged file what they are", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryPath
      yield* opened(folder, ({ unsafeCreate }) => Effect.sync(() => say(unsafeCreate(channel("a")), "one")))
      const packer = new Packer(2, 0)
      packer.add(message(2, new Uint8Array(100_000)))
      const batch = { at: 0, channels: [], blocks: [{ ...packer.block, channel: 1 }] }
      const problem = (pragma: string) =>
        Effect.scoped(
          Effect.gen(function* () {
            const database = yield* Database.openForWriting(folder, "normal")
            yield* database.run(pragma)
            return (yield* Effect.flip(Writing.write(database, batch))).problem
          })
        )
      assert.equal(yield* problem("pragma max_page_count = 1"), "finds no room: the disk is full")
      assert.equal(yield* problem("pragma query_only = on"), "is on a disk or in a folder that can only be read")
      const file = openSync(Database.file(folder), "r+")
      writeSync(file, Buffer.alloc(40_000, "x"), 0, 40_000, 4096)
      closeSync(file)
      const error = yield* Effect.flip(opened(folder, () => Effect.void))
      assert.match(error.message, /is damaged: move it away, or put a copy of it in its place\.$/)
    })
  )
})
