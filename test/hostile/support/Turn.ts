/** Turns of the event loop, and waiting through them for what no event tells. */
import { isDeepStrictEqual } from "node:util"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { bounded } from "../../process/support/Wait.ts"

/** Lets everything that is due happen once. */
export const turn: Effect.Effect<void> = Effect.async((resume) => void setImmediate(() => resume(Effect.void)))

/** Looks again and again until it is so; in vain for too long, it complains. */
export const eventually = (satisfied: () => boolean, complaint: () => string): Effect.Effect<void> =>
  bounded(
    Effect.repeat(Effect.void, { schedule: Schedule.spaced("5 millis"), until: () => satisfied() }),
    () => `waited in vain: ${complaint()}`
  )

/** Counts again and again until this comes out. */
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
