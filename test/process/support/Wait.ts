import * as Effect from "effect/Effect"

/**
 * Milliseconds. No step takes this long on a machine that works at all, however busy it is: what does has hung. Shorter
 * than a test may take (vitest.config.ts), so that the complaint is seen.
 */
const HANG = 120_000

/** The machine's own time passes here, also where the test holds the server's. The process holds nothing for it. */
const hang = (complaint: () => string): Effect.Effect<never> =>
  Effect.async((resume) => {
    const timer = setTimeout(() => resume(Effect.die(new Error(complaint()))), HANG)
    timer.unref()
    return Effect.sync(() => clearTimeout(timer))
  })

/** Dies with the complaint when the effect hangs. */
export const bounded = <A, E, R>(effect: Effect.Effect<A, E, R>, complaint: () => string): Effect.Effect<A, E, R> =>
  Effect.raceFirst(effect, hang(complaint))
