import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as PatientClock from "../../src/Check/PatientClock.ts"
import { lateClock } from "./support/LateClock.ts"

const TICK = Duration.seconds(1)

/** Sleeps, on a clock whose ticks last so many seconds, while these seconds pass; returns what that showed. */
const sleepOn = (factor: number, seconds: number, passing: number) =>
  Effect.gen(function* () {
    const [clock, observed] = PatientClock.make(yield* lateClock(factor), TICK)
    const sleeping = yield* Effect.fork(Effect.withClock(Effect.sleep(Duration.seconds(seconds)), clock))
    yield* Effect.repeatN(TestClock.adjust(TICK), passing - 1)
    return { observed, isOver: (yield* Fiber.poll(sleeping))._tag === "Some" }
  })

describe("a patient clock", () => {
  it.effect("sleeps as many ticks as it should, however long each lasts, and tells how long", () =>
    Effect.gen(function* () {
      assert.equal((yield* sleepOn(3, 10, 29)).isOver, false)
      const { isOver, observed } = yield* sleepOn(3, 10, 30)
      assert.deepEqual([isOver, observed.ranOut(), observed.slowness()], [true, true, 3])
    })
  )

  it.effect("tells of nothing on a machine that keeps time, or after a few ticks", () =>
    Effect.gen(function* () {
      assert.equal((yield* sleepOn(1, 10, 10)).observed.slowness(), 1)
      assert.equal((yield* sleepOn(3, 9, 27)).observed.slowness(), 1)
    })
  )

  it.effect("takes a sleep of one tick for no wait", () =>
    Effect.gen(function* () {
      const { isOver, observed } = yield* sleepOn(1, 1, 1)
      assert.deepEqual([isOver, observed.ranOut()], [true, false])
    })
  )

  it.live("notices that the event loop of this process is held up", () =>
    Effect.gen(function* () {
      const [clock, observed] = PatientClock.make(yield* Effect.clock, Duration.millis(2))
      const sleeping = yield* Effect.fork(Effect.withClock(Effect.sleep("20 millis"), clock))
      yield* Effect.yieldNow()
      // A hundred milliseconds in which nothing else is done: the first tick lasts as long.
      for (const end = Date.now() + 100; Date.now() < end; );
      yield* Fiber.join(sleeping)
      assert.ok(observed.slowness() >= 5, String(observed.slowness()))
    })
  )
})
