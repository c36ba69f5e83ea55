/** A run ends, whatever its scripts do: under TestClock, with scripts made for these tests. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import type { Case } from "../../src/Check/Case.ts"
import { Mismatch, needed } from "../../src/Check/Mismatch.ts"
import { Launcher, launch } from "../../src/Check/Program/Launcher.ts"
import { Output } from "../../src/Check/Program/Output.ts"
import { Ports } from "../../src/Check/Program/Ports.ts"
import * as Lines from "../../src/Check/Report/Lines.ts"
import type { Result } from "../../src/Check/Result.ts"
import * as Run from "../../src/Check/Run.ts"
import { type Environment, make } from "../../src/Check/Suite.ts"
import { fromAnswer, Timeouts } from "../../src/Check/Timeouts.ts"
import { note } from "../../src/Check/Trace.ts"
import { lateClock } from "./support/LateClock.ts"

type Script = Case<Environment>["script"]

/** Whole seconds, because every tick is a step of the test's clock. */
const timeouts = { ...fromAnswer(2), tick: Duration.seconds(1) }

/** Time passes, tick by tick. */
const pass = (seconds: number) => Effect.repeatN(TestClock.adjust("1 second"), seconds - 1)

const placeholders = { host: "127.0.0.1", port: 1, name: "checker" }

/** A program that has ended with status 3 and has printed why. */
const launcher = Layer.succeed(Launcher, () =>
  Effect.sync(() => {
    const stderr = new Output()
    stderr.unsafeAdd(Buffer.from("Traceback\nKeyError: 'x'\n"))
    return {
      stdout: new Output(),
      stderr,
      write: () => Effect.void,
      endInput: Effect.void,
      processorTime: Effect.succeed(0),
      ending: Effect.succeed({ status: 3, signal: null })
    }
  })
)

const provided = Layer.merge(launcher, Ports.layer)

const cases = (...scripts: ReadonlyArray<Script>): ReadonlyArray<Case<Environment>> =>
  scripts.map((script, index) => ({ id: `case.${index}`, weight: 1, expectation: "It does.", source: "here", script }))

const run = (all: ReadonlyArray<Case<Environment>>, first: Effect.Effect<void, Mismatch, Environment> = Effect.void) =>
  Effect.gen(function* () {
    const suite = make<Environment>(
      all,
      Effect.as(first, (script: Script) => script)
    )
    const prepared = yield* Run.prepare(suite)
    return Chunk.toReadonlyArray(yield* Stream.runCollect(Run.run(prepared, suite.cases)))
  }).pipe(Effect.provide(provided), Effect.provideService(Timeouts, timeouts))

const outcomes = (results: ReadonlyArray<Result>) => results.map(({ outcome }) => outcome)

const wrong = new Mismatch({ expected: "a", actual: "b" })

describe("a run", () => {
  it.effect("returns the results in the order of the cases, notes and mismatches included", () =>
    Effect.gen(function* () {
      const slow = yield* Deferred.make<void>()
      const first = Effect.zipRight(Deferred.await(slow), note("slow"))
      const second = Effect.zipRight(Deferred.succeed(slow, undefined), wrong)
      const results = yield* run(cases(first, second))
      assert.deepEqual(
        results.map(({ case: { id }, mismatch, notes, outcome }) => [id, outcome, notes, mismatch]),
        [
          ["case.0", "passed", ["slow"], undefined],
          ["case.1", "failed", [], wrong]
        ]
      )
    })
  )

  it.effect("takes a case of no weight that does not pass for one that differs", () =>
    Effect.gen(function* () {
      const [result] = yield* run(cases(wrong).map((only) => ({ ...only, weight: 0 })))
      assert.equal(result?.outcome, "differed")
    })
  )

  it.effect("tells of a failed case how its program ended and its standard error", () =>
    Effect.gen(function* () {
      const [result] = yield* run(cases(Effect.zipRight(launch("server", placeholders), wrong)))
      assert.deepEqual(result?.program, [
        "the program ended with status 3",
        `its standard error: "Traceback"`,
        `its standard error: "KeyError: 'x'"`
      ])
    })
  )

  it.effect("gives up a case that does not end, twice, and continues", () =>
    Effect.gen(function* () {
      const running = yield* Effect.fork(run(cases(Effect.never, Effect.void)))
      yield* pass(40)
      const results = yield* Fiber.join(running)
      assert.deepEqual(outcomes(results), ["failed", "passed"])
      assert.match(results[0]?.mismatch?.actual ?? "", /no end of it within 20s/)
    })
  )

  it.effect("does not begin cases when its time is over", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 100 }, () => Effect.never)
      const running = yield* Effect.fork(run(cases(...many)))
      yield* pass(340)
      const results = yield* Fiber.join(running)
      const begun = results.filter(({ outcome }) => outcome === "failed").length
      // Four at a time, 20 s each, for 300 s, of which five second attempts take 100 s.
      assert.equal(begun, 40)
      assert.equal(results.length - begun, results.filter(({ outcome }) => outcome === "skipped").length)
    })
  )

  it.effect("fails the first case and tries no other when the program cannot be checked at all", () =>
    Effect.gen(function* () {
      const results = yield* run(cases(Effect.void, Effect.void), wrong)
      assert.deepEqual(
        results.map(({ mismatch, outcome }) => [outcome, mismatch]),
        [
          ["failed", wrong],
          ["skipped", wrong]
        ]
      )
    })
  )
})

/** Attempts of a script: what each does is the next of these, the last one also what all further ones do. */
const inTurn = (...scripts: ReadonlyArray<Script>) => {
  let attempts = 0
  const script = Effect.suspend(() => scripts[Math.min(attempts++, scripts.length - 1)] ?? Effect.void)
  return { script, attempts: () => attempts }
}

const late = Effect.zipRight(Effect.sleep("2 seconds"), wrong)

describe("a case that failed after a wait in vain", () => {
  it.effect("is tried once more, and the second attempt counts", () =>
    Effect.gen(function* () {
      const { attempts, script } = inTurn(late, Effect.void)
      const running = yield* Effect.fork(run(cases(script)))
      yield* pass(2)
      const [result] = yield* Fiber.join(running)
      assert.deepEqual([result?.outcome, attempts()], ["passed", 2])
      assert.match(result?.notes.join() ?? "", /first attempt ran out of time/)
    })
  )

  it.effect("is alone then, however many others are under way", () =>
    Effect.gen(function* () {
      let others = 0
      const seen: Array<number> = []
      const other = Effect.acquireUseRelease(
        Effect.sync(() => void others++),
        () => Effect.sleep("5 seconds"),
        () => Effect.sync(() => void others--)
      )
      const { script } = inTurn(
        late,
        Effect.sync(() => void seen.push(others))
      )
      const running = yield* Effect.fork(run(cases(other, script, other, other, other)))
      yield* pass(20)
      assert.deepEqual(outcomes(yield* Fiber.join(running)), Array(5).fill("passed"))
      assert.deepEqual(seen, [0])
    })
  )

  it.effect("is not tried again when the program was wrong at once", () =>
    Effect.gen(function* () {
      const { attempts, script } = inTurn(wrong)
      yield* run(cases(script))
      assert.equal(attempts(), 1)
    })
  )

  it.effect("is no longer tried again when five have failed twice, one after the other", () =>
    Effect.gen(function* () {
      const { attempts, script } = inTurn(late)
      const running = yield* Effect.fork(run(cases(...Array.from({ length: 20 }, () => script))))
      yield* pass(100)
      assert.deepEqual(outcomes(yield* Fiber.join(running)), Array(20).fill("failed"))
      assert.equal(attempts(), 25)
    })
  )
})

it.effect("a case that needs what another case is about is not tried, and says why", () =>
  Effect.gen(function* () {
    const [result] = yield* run(cases(needed(Effect.fail(wrong))))
    assert.deepEqual([result?.outcome, result?.mismatch], ["skipped", wrong])
  })
)

describe("on a machine where everything lasts three times as long, a run", () => {
  /** Ten ticks: fewer say nothing about the machine. */
  const TEN = Effect.sleep("10 seconds")

  const runLate = (seconds: number, ...scripts: ReadonlyArray<Script>) =>
    Effect.gen(function* () {
      const running = yield* Effect.fork(Effect.withClock(run(cases(...scripts)), yield* lateClock(3)))
      yield* pass(seconds)
      return yield* Fiber.join(running)
    })

  it.effect("says that the machine is too slow", () =>
    Effect.gen(function* () {
      const report = Lines.report({ notes: [], startup: undefined }, yield* runLate(30, TEN), {
        points: false,
        verbose: false
      })
      const sentence =
        "This machine is too slow: the check itself was held up, and its waits lasted up to 3.0 times as long as they should."
      assert.ok(report.includes(sentence), report.join("\n"))
    })
  )

  it.effect("takes an answer that comes after its time, because the program had no more of it than of any other", () =>
    Effect.gen(function* () {
      const answer = yield* Deferred.make<void>()
      const script = Effect.timeoutFail(Deferred.await(answer), { duration: "10 seconds", onTimeout: () => wrong })
      const running = yield* Effect.fork(runLate(30, script))
      yield* pass(25)
      yield* Deferred.succeed(answer, undefined)
      assert.deepEqual(outcomes(yield* Fiber.join(running)), ["passed"])
    })
  )

  it.effect("tries again whatever failed after a wait in vain, however many have failed twice", () =>
    Effect.gen(function* () {
      const { attempts, script } = inTurn(Effect.zipRight(TEN, wrong))
      assert.deepEqual(outcomes(yield* runLate(300, ...Array(7).fill(script))), Array(7).fill("failed"))
      assert.equal(attempts(), 14)
    })
  )
})
