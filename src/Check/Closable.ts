/** What can be released before the scope that it was acquired in closes. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"

/** Runs an effect in a scope of its own, which closes with this one at the latest; returns what closes it before. */
export const closable = <A, E, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<readonly [A, Effect.Effect<void>], E, Exclude<R, Scope.Scope> | Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.acquireRelease(Scope.make(), (scope, exit) => Scope.close(scope, exit))
    return [yield* Scope.extend(effect, scope), Scope.close(scope, Exit.void)] as const
  })
