/** What is forgotten, by number and by age. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import { MOST_EVENTS } from "../../../src/History/Block.ts"
import * as Database from "../../../src/History/Database.ts"
import { temporaryPath } from "../../process/support/TemporaryPath.ts"
import { channel, say } from "../../support/journalContract.ts"
import { logOf, minute, numbersIn, open, opened, until } from "../../support/KeptJournal.ts"

describe("a journal with a retention", () => {
  it.scoped("forgets all but the last events of each channel, while others talk, and keeps the channel", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryPath
      const said = 3 * MOST_EVENTS
      yield* opened(folder, ({ unsafeCreate }) =>
        Effect.sync(() => {
          const [a, b] = [unsafeCreate(channel("a")), unsafeCreate(channel("b"))]
          for (let n = 1; n <= said; n++) say(a, `number ${n}`)
          say(b, "one")
        })
      )
      const journal = yield* open(folder, { events: 10 })
      const [log, other] = [logOf(journal, "a"), logOf(journal, "b")]
      // What was said in one moment goes together: the last block has more than ten.
      yield* until(
        Effect.sync(() => log.first === 2 * MOST_EVENTS + 1),
        Effect.zipRight(
          Effect.sync(() => say(other, "talk")),
          minute
        )
      )
      assert.deepEqual(
        yield* numbersIn(journal, "a"),
        Array.from({ length: 200 }, (_, at) => `${log.first + at}`)
      )
      const talked = yield* numbersIn(journal, "b")
      assert.deepEqual(
        talked,
        Array.from(talked, (_, at) => `${other.first + at}`)
      )
      const { run } = yield* Database.openForReading(folder)
      yield* until(
        Effect.map(
          run<{ found: number }>("select count(*) as found from search where search match 'number'"),
          ([row]) => row?.found === MOST_EVENTS
        ),
        minute
      )
    })
  )

  it.scoped(
    "forgets what is older than so many days, and goes on with the numbers of a channel that has nothing left",
    () =>
      Effect.gen(function* () {
        const folder = yield* temporaryPath
        const DAY = 86_400_000
        yield* TestClock.setTime(10 * DAY)
        yield* opened(folder, ({ unsafeCreate }) =>
          Effect.sync(() => {
            const [a, b] = [unsafeCreate(channel("a")), unsafeCreate(channel("b"))]
            for (let n = 1; n <= 300; n++) say(a, "old", 2 * DAY)
            say(b, "old", 2 * DAY)
          })
        )
        yield* opened(folder, (journal) => Effect.sync(() => say(logOf(journal, "b"), "new", 9 * DAY)))
        const forgetting = yield* Scope.make()
        const journal = yield* Scope.extend(open(folder, { days: 5 }), forgetting)
        const [a, b] = [logOf(journal, "a"), logOf(journal, "b")]
        yield* until(
          Effect.sync(() => a.first === 301 && b.first === 2),
          minute
        )
        yield* Scope.close(forgetting, Exit.void)
        yield* opened(folder, (journal) =>
          Effect.gen(function* () {
            const log = logOf(journal, "a")
            assert.ok(log.head >= 300 && log.first === log.head + 1)
            say(log, "next")
            assert.deepEqual(yield* numbersIn(journal, "a"), [`${log.head}`])
            assert.deepEqual(yield* numbersIn(journal, "b"), ["2"])
          })
        )
      })
  )
})
