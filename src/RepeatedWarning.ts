/**
 * Warnings of events that a peer can cause as often as it likes: a client that connects without end must not fill a disk. Each
 * occurrence counts; it is logged at most once a minute, with the number of occurrences since the start.
 */
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"

/** Nanoseconds between two lines: a minute. */
const PERIOD = 60_000_000_000n

/** Makes what counts an occurrence and warns of it, if it is time to. Synchronous, for callbacks of sockets. */
export const make: Effect.Effect<(what: string) => void> = Effect.gen(function* () {
  const runSync = Runtime.runSync(yield* Effect.runtime())
  const clock = yield* Effect.clock
  let count = 0
  let warnedAt: bigint | undefined
  return (what) => {
    count++
    const now = clock.unsafeCurrentTimeNanos()
    if (warnedAt !== undefined && now - warnedAt < PERIOD) return
    warnedAt = now
    runSync(Effect.logWarning(`${what} (${count} since the start)`))
  }
})
