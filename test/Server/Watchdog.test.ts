import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import * as Watchdog from "../../src/Server/Watchdog.ts"

/** A session that has a deadline, and notes when it was checked. */
const watched = (deadline: number) => {
  const checkedAt: Array<number> = []
  const check = (now: number) => {
    checkedAt.push(now)
    return now < deadline ? deadline - now : Number.POSITIVE_INFINITY
  }
  return { checkedAt, check }
}

describe("the watchdog", () => {
  it.scoped("checks at the nearest deadline, and at least once in every period", () =>
    Effect.gen(function* () {
      const watchdog = yield* Watchdog.make("15 seconds")
      const [near, far] = [watched(4000), watched(100_000)]
      for (const one of [near, far]) watchdog.add(one)
      yield* TestClock.adjust("3999 millis")
      assert.deepEqual(near.checkedAt, [0])
      yield* TestClock.adjust("1 millis")
      assert.deepEqual(near.checkedAt, [0, 4000])
      yield* TestClock.adjust("30 seconds")
      assert.deepEqual(far.checkedAt, [0, 4000, 19_000, 34_000])
    })
  )

  it.scoped("checks nothing that was removed, and begins anew when something is added", () =>
    Effect.gen(function* () {
      const watchdog = yield* Watchdog.make("15 seconds")
      const [first, second] = [watched(1000), watched(3_600_000)]
      watchdog.add(first)
      yield* TestClock.adjust("1 second")
      watchdog.remove(first)
      yield* TestClock.adjust("1 hour")
      assert.deepEqual(first.checkedAt, [0, 1000])
      watchdog.add(second)
      yield* TestClock.adjust("1 millis")
      assert.deepEqual(second.checkedAt, [3_601_000])
    })
  )

  it.scoped("looks at everybody four times a second at the most, however many deadlines pass", () =>
    Effect.gen(function* () {
      const watchdog = yield* Watchdog.make("15 seconds")
      // One expires every other millisecond for ten seconds.
      const silent = Array.from({ length: 5000 }, (_, index) => watched(2 * index))
      for (const one of silent) watchdog.add(one)
      yield* TestClock.adjust("10 seconds")
      assert.equal(silent[0]?.checkedAt.length, 41)
      for (const [index, { checkedAt }] of silent.entries()) {
        const noticed = checkedAt.find((at) => at >= 2 * index) ?? assert.fail("it was not noticed")
        assert.ok(noticed - 2 * index <= 250, "it was noticed more than a quarter of a second late")
      }
    })
  )

  it.effect("has a time that does not jump with the time of day, or only until the next round", () =>
    Effect.gen(function* () {
      const real = yield* Clock.clockWith(Effect.succeed)
      let jump = 0
      const jumping: Clock.Clock = Object.assign(Object.create(real), {
        unsafeCurrentTimeMillis: () => real.unsafeCurrentTimeMillis() + jump,
        unsafeCurrentTimeNanos: () => real.unsafeCurrentTimeNanos()
      })
      const watchdog = new Watchdog.Watchdog(jumping, "15 seconds")
      const { check, checkedAt } = watched(1)
      watchdog.add({ check })
      const before = watchdog.now
      for (const hours of [0, 1, -1]) {
        jump = hours * 3_600_000
        yield* Effect.fork(watchdog.round)
        yield* Effect.yieldNow()
        assert.equal(watchdog.now, before)
      }
      assert.deepEqual(checkedAt, [before, before, before])
    })
  )

  it.scoped("has a time that stands still while the process does", () =>
    Effect.gen(function* () {
      const real = yield* Clock.clockWith(Effect.succeed)
      let stopped = 0
      const stopping: Clock.Clock = Object.assign(Object.create(real), {
        unsafeCurrentTimeMillis: () => real.unsafeCurrentTimeMillis() + stopped,
        unsafeCurrentTimeNanos: () => real.unsafeCurrentTimeNanos() + BigInt(stopped) * 1_000_000n
      })
      const watchdog = new Watchdog.Watchdog(stopping, "15 seconds")
      const { check, checkedAt } = watched(10_000)
      watchdog.add({ check })
      yield* Effect.forkScoped(Effect.forever(watchdog.round))
      yield* TestClock.adjust("9 seconds")
      // The round that is due a second later comes an hour late.
      stopped = 3_600_000
      yield* TestClock.adjust("1 second")
      assert.deepEqual(checkedAt, [0, 10_000])
      yield* TestClock.adjust("15 seconds")
      assert.deepEqual(checkedAt, [0, 10_000, 25_000])
    })
  )
})
