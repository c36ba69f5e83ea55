/** Signals that do not end the program. */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"

/** A queue of a signal's arrivals, from now until the scope closes. It holds one: further arrivals are dropped meanwhile. */
export const arrivals = (signal: NodeJS.Signals): Effect.Effect<Queue.Dequeue<void>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const queue = yield* Queue.dropping<void>(1)
    const onSignal = () => void queue.unsafeOffer(undefined)
    yield* Effect.acquireRelease(
      Effect.sync(() => process.on(signal, onSignal)),
      () => Effect.sync(() => process.off(signal, onSignal))
    )
    return queue
  })
