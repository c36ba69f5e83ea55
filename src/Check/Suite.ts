/** The cases for one kind of program, and how the stage is set for each of them. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Case } from "./Case.ts"
import type { Mismatch } from "./Mismatch.ts"
import type { Launcher } from "./Program/Launcher.ts"
import type { Ports } from "./Program/Ports.ts"
import type { Trace } from "./Trace.ts"

/** What every script may use. */
export type Environment = Launcher | Ports | Trace | Scope.Scope

/** A case as lists and reports need it. */
export type Description = Omit<Case<never>, "script">

export interface Suite {
  readonly cases: ReadonlyArray<Description>
  /**
   * Starts the program for a first time, to learn whether it can be checked at all; answers with what runs the case of
   * an id. Each case gets a program of its own, so that none can spoil another.
   */
  readonly prepare: Effect.Effect<(id: string) => Effect.Effect<void, Mismatch, Environment>, Mismatch, Environment>
}

/** `prepare` answers with what plays a script on a stage that is set for it. */
export const make = <Stage>(
  cases: ReadonlyArray<Case<Stage>>,
  prepare: Effect.Effect<
    (script: Effect.Effect<void, Mismatch, Stage | Trace | Scope.Scope>) => Effect.Effect<void, Mismatch, Environment>,
    Mismatch,
    Environment
  >
): Suite => ({
  cases,
  prepare: Effect.map(prepare, (play) => {
    const scripts = new Map(cases.map(({ id, script }) => [id, script]))
    return (id) => play(scripts.get(id) ?? Effect.void)
  })
})
