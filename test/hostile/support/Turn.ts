/** Turns of the event loop, and waiting for conditions that cause no event. */
import { isDeepStrictEqual } from "node:util"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { bounded } from "../../process/support/Wait.ts"

/** One turn of the event loop: everything that is due happens once. */
export const turn: Effect.Effect<void> = Effect.async((resume) => void setImmediate(() => resume(Effect.void)))

/** Checks again and again until the condition holds; dies with the complaint if it never does. */
export const eventually = (satisfied: () => boolean, complaint: () => string): Effect.Effect<void> =>
  bounded(
    Effect.repeat(Effect.void, { schedule: Schedule.spaced("5 millis"), until: () => satisfied() }),
    () => `waited in vain: ${complaint()}`
  )

/** Counts again and again until the result is the expected one. */
export const becomes = <A>(count: () => A, expected: A): Effect.Effect<void> => {
  let last: A
  return eventually(
    () => {
      last = count()
      return isDeepStrictEqual(last, expected)
    },
    () => `${JSON.stringify(last)} does not become ${JSON.stringify(expected)}`
  )
}
