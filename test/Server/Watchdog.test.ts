import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Watchdog from "../../src/Server/Watchdog.ts"

describe("the time of the patrol", () => {
  it.effect("does not jump with the time of day, or only until the next round", () =>
    Effect.gen(function* () {
      const real = yield* Clock.clockWith(Effect.succeed)
      let jump = 0
      const jumping: Clock.Clock = Object.assign(Object.create(real), {
        unsafeCurrentTimeMillis: () => real.unsafeCurrentTimeMillis() + jump,
        unsafeCurrentTimeNanos: () => real.unsafeCurrentTimeNanos()
      })
      const inspected: Array<number> = []
      const patrol = new Watchdog.Watchdog(jumping, "15 seconds")
      patrol.add({
        check: (now) => {
          inspected.push(now)
          return 1
        }
      })
      const before = patrol.now
      for (const hours of [0, 1, -1]) {
        jump = hours * 3_600_000
        yield* Effect.fork(patrol.round)
        yield* Effect.yieldNow()
        assert.equal(patrol.now, before)
      }
      assert.deepEqual(inspected, [before, before, before])
    })
  )
})
