import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** Longer than anything here takes on a busy machine, and shorter than a test may take, so that its complaint is seen. */
const LONGEST_WAIT = Duration.seconds(25)

/** Dies with the complaint when the effect takes longer than anything should. */
export const bounded = <A, E, R>(effect: Effect.Effect<A, E, R>, complaint: () => string): Effect.Effect<A, E, R> =>
  Effect.flatten(
    Effect.timeoutTo(effect, {
      duration: LONGEST_WAIT,
      onSuccess: Effect.succeed,
      onTimeout: () => Effect.die(new Error(complaint()))
    })
  )
