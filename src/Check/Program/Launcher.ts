/**
 * Starts the program under check: a service, because tests start one in their own process.
 *
 * Invariant: a program that was started is gone when its scope has closed.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Mismatch } from "../Mismatch.ts"
import type { Program } from "../Program.ts"
import { Trace } from "../Trace.ts"

/** What replaces the placeholders in the program's words. */
export interface Placeholders {
  readonly host: string
  readonly port: number
  readonly name: string
}

export class Launcher extends Context.Tag("chat/Check/Launcher")<
  Launcher,
  (placeholders: Placeholders) => Effect.Effect<Program, Mismatch, Scope.Scope>
>() {}

/** Starts the program for this case. */
export const launch = (placeholders: Placeholders): Effect.Effect<Program, Mismatch, Launcher | Trace | Scope.Scope> =>
  Effect.gen(function* () {
    const launcher = yield* Launcher
    const trace = yield* Trace
    const program = yield* launcher(placeholders)
    yield* trace.watch(program)
    return program
  })
