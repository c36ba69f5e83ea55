/**
 * Deadlines of one length for any number of waiters, kept by a single fiber: a timer or a fiber for each connection would
 * cost more than the connection does. Invariant: the waiters stand in the order of their deadlines, because a set keeps
 * the order in which it is added to.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface Deadlines {
  /** Calls `onExpired` when the time is over, unless the function it answers with has been called before. */
  readonly unsafeStart: (onExpired: () => void) => () => void
}

interface Waiter {
  /** Milliseconds since the epoch. */
  readonly deadline: number
  readonly onExpired: () => void
}

/** Deadlines that are kept until the scope closes. */
export const make = (length: Duration.Duration): Effect.Effect<Deadlines, never, Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.clockWith(Effect.succeed)
    const started = yield* Effect.makeLatch(false)
    const waiters = new Set<Waiter>()

    const expireNext = Effect.suspend(() => {
      const [first] = waiters
      if (first === undefined) return Effect.zipRight(started.close, started.await)
      const left = first.deadline - clock.unsafeCurrentTimeMillis()
      if (left > 0) return Effect.sleep(Duration.millis(left))
      waiters.delete(first)
      first.onExpired()
      return Effect.void
    })
    yield* Effect.forkScoped(Effect.forever(expireNext))

    return {
      unsafeStart: (onExpired) => {
        const waiter = { deadline: clock.unsafeCurrentTimeMillis() + Duration.toMillis(length), onExpired }
        waiters.add(waiter)
        if (waiters.size === 1) started.unsafeOpen()
        return () => void waiters.delete(waiter)
      }
    }
  })
