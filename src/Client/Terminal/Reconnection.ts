/**
 * When a client tries to connect again: exponential back-off with full jitter, so that all clients of a server that comes
 * back do not connect at once.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"

/** The ceiling of the first wait. It doubles with each further one. */
const BASE = Duration.seconds(1)

/** The ceiling of all waits. */
export const CAP = Duration.seconds(30)

/** The longest wait before the given attempt, counted from 0. */
export const ceiling = (attempt: number): Duration.Duration =>
  // Powers above the cap's are not needed, and a large one would be infinite.
  Duration.min(CAP, Duration.times(BASE, 2 ** Math.min(attempt, 10)))

/** Recurs for ever. Each wait is random, from 0 to the attempt's ceiling, in whole milliseconds. */
export const schedule: Schedule.Schedule<number> = Schedule.forever.pipe(
  Schedule.addDelayEffect((attempt) =>
    Effect.map(Random.nextIntBetween(0, Duration.toMillis(ceiling(attempt)) + 1), Duration.millis)
  )
)
