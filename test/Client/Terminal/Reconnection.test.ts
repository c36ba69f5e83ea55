import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/TestClock"
import * as Reconnection from "../../../src/Client/Terminal/Reconnection.ts"
import { Activity } from "../../support/Activity.ts"

describe("the wait before an attempt", () => {
  it("has a ceiling that doubles each time, up to 30 seconds", () => {
    const seconds = [0, 1, 2, 3, 4, 5, 6, 1000].map((attempt) => Duration.toSeconds(Reconnection.ceiling(attempt)))
    assert.deepEqual(seconds, [1, 2, 4, 8, 16, 30, 30, 30])
  })

  it.effect("is random, from 0 to its ceiling", () =>
    Effect.gen(function* () {
      const waits: Array<number> = []
      for (let run = 0; run < 200; run++) {
        const driver = yield* Schedule.driver(Reconnection.schedule)
        const begun = yield* TestClock.currentTimeMillis
        const activity = new Activity()
        const waiting = yield* activity.fork(driver.next(undefined))
        yield* activity.settle
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
