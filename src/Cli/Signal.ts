/** Signals that do not end the program, and those that end it before its work is done. */
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

/**
 * For work that has an end of its own: when SIGINT or SIGTERM interrupts it, the process ends by that signal once everything
 * is released. So its status is 130 or 143, and a shell that runs it in a loop ends too: a shell goes on after a program that
 * has caught ^C and exits, whatever its status is.
 */
export const endsUnfinished = <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    let received: NodeJS.Signals | undefined
    const onSignal = (signal: NodeJS.Signals) => {
      received = signal
    }
    const stop = Effect.sync(() => void process.off("SIGINT", onSignal).off("SIGTERM", onSignal))
    // Before the listeners of `runMain`, which interrupt.
    return Effect.sync(() => process.prependListener("SIGINT", onSignal).prependListener("SIGTERM", onSignal)).pipe(
      Effect.zipRight(work),
      Effect.ensuring(stop),
      Effect.onInterrupt(() =>
        Effect.sync(() => {
          if (received !== undefined) process.kill(process.pid, received)
        })
      )
    )
  })
