/**
 * When a client whose server has gone away tries again: exponential back-off with full jitter, so that a server that has
 * just come back is not met by all its clients at once.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"

/** The longest the first wait can be; each further one can be twice as long. */
const BASE = Duration.seconds(1)

/** The longest a wait can be. */
export const CAP = Duration.seconds(30)

/** The longest that the wait before the given attempt, counted from 0, can be. */
export const ceiling = (attempt: number): Duration.Duration =>
  // No power beyond the cap's is needed, and a large one would be no number any more.
  Duration.min(CAP, Duration.times(BASE, 2 ** Math.min(attempt, 10)))

/** For ever: before each attempt a wait anywhere between nothing and that attempt's ceiling, in whole milliseconds. */
export const schedule: Schedule.Schedule<number> = Schedule.forever.pipe(
  Schedule.addDelayEffect((attempt) =>
    Effect.map(Random.nextIntBetween(0, Duration.toMillis(ceiling(attempt)) + 1), Duration.millis)
  )
)
