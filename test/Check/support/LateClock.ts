/** A busy machine: a clock whose sleeps last longer than they should. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** The test's clock, on which every sleep lasts so many times as long. */
export const lateClock = (factor: number): Effect.Effect<Clock.Clock> =>
  Effect.map(Effect.clock, (clock) => ({
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: () => clock.unsafeCurrentTimeMillis(),
    currentTimeMillis: clock.currentTimeMillis,
    unsafeCurrentTimeNanos: () => clock.unsafeCurrentTimeNanos(),
    currentTimeNanos: clock.currentTimeNanos,
    sleep: (duration) => clock.sleep(Duration.times(duration, factor))
  }))
