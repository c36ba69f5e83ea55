import * as Effect from "effect/Effect"

/**
 * Milliseconds after which one step has hung: no step takes this long, however busy the machine is. Shorter than a test
 * may take (vitest.config.ts), so that the complaint is seen.
 */
const HANG = 120_000

/** Not `Effect.sleep`: the guard must work under TestClock too, and must not count among the process's timers. */
const hang = (complaint: () => string): Effect.Effect<never> =>
  Effect.async((resume) => {
    const timer = setTimeout(() => resume(Effect.die(new Error(complaint()))), HANG)
    timer.unref()
    return Effect.sync(() => clearTimeout(timer))
  })

/** Dies with the complaint when the effect hangs. */
export const bounded = <A, E, R>(effect: Effect.Effect<A, E, R>, complaint: () => string): Effect.Effect<A, E, R> =>
  Effect.raceFirst(effect, hang(complaint))
