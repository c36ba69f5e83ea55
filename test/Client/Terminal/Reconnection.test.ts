import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/TestClock"
import * as Reconnection from "../../../src/Client/Terminal/Reconnection.ts"

describe("the wait before an attempt", () => {
  it("can be twice as long each time, up to 30 seconds", () => {
    const seconds = [0, 1, 2, 3, 4, 5, 6, 1000].map((attempt) => Duration.toSeconds(Reconnection.ceiling(attempt)))
    assert.deepEqual(seconds, [1, 2, 4, 8, 16, 30, 30, 30])
  })

  it.effect("is anywhere between nothing and the longest it can be", () =>
    Effect.gen(function* () {
      const waits: Array<number> = []
      for (let run = 0; run < 200; run++) {
        const driver = yield* Schedule.driver(Reconnection.schedule)
        const begun = yield* TestClock.currentTimeMillis
        const waiting = yield* Effect.fork(driver.next(undefined))
        yield* Effect.yieldNow()
        const due = yield* TestClock.sleeps()
        waits.push(...Array.from(due).map((at) => at - begun))
        yield* TestClock.adjust("30 seconds")
        yield* Fiber.join(waiting)
      }
      assert.ok(waits.every((wait) => wait >= 0 && wait <= 1000))
      assert.ok(waits.some((wait) => wait < 200) && waits.some((wait) => wait > 800), "no jitter")
    }).pipe(Effect.withRandom(Random.make("jitter")))
  )
})
