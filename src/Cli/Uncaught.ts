/**
 * Errors that are thrown where nothing catches them: in an event of a socket, in a callback. They are numbered and logged
 * with their stack, and the server continues, because it serves many others.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"

/** Reports uncaught errors until the scope closes. */
export const report: Effect.Effect<void, never, Scope.Scope> = Effect.gen(function* () {
  const runSync = Runtime.runSync(yield* Effect.runtime())
  let count = 0
  const onError = (error: unknown) => {
    count++
    runSync(Effect.logError(`uncaught error, number ${count} since the start:`, Cause.die(error)))
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => process.on("uncaughtException", onError).on("unhandledRejection", onError)),
    () => Effect.sync(() => process.off("uncaughtException", onError).off("unhandledRejection", onError))
  )
})
