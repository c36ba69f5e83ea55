/** The cases for one kind of program, and how the harness for each of them is made. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Case } from "./Case.ts"
import type { Failure, Mismatch } from "./Mismatch.ts"
import type { Launcher } from "./Program/Launcher.ts"
import type { Ports } from "./Program/Ports.ts"
import type { Trace } from "./Trace.ts"

/** The services that every script may use. */
export type Environment = Launcher | Ports | Trace | Scope.Scope

/** A script with everything that it needs for itself. */
export type Script = Effect.Effect<void, Failure, Environment>

/** What lists and reports need of a case. */
export type Description = Omit<Case<never>, "script">

export interface Suite {
  readonly cases: ReadonlyArray<Description>
  /**
   * Starts the program for the first time, to find out whether it can be checked at all. Returns a function that runs the
   * case with this id. Each case starts a program of its own, because one case must not affect another.
   */
  readonly prepare: Effect.Effect<(id: string) => Script, Mismatch, Environment>
}

/** `prepare` returns a function that runs a script in a harness of its own. */
export const make = <Harness>(
  cases: ReadonlyArray<Case<Harness>>,
  prepare: Effect.Effect<(script: Case<Harness>["script"]) => Script, Mismatch, Environment>
): Suite => ({
  cases,
  prepare: Effect.map(prepare, (runScript) => {
    const scripts = new Map(cases.map(({ id, script }) => [id, script]))
    return (id) => runScript(scripts.get(id) ?? Effect.void)
  })
})
