/**
 * Starts the program under check: a service, because tests start one in their own process.
 *
 * Invariant: a program that was started is gone when its scope has closed.
 */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Mismatch } from "../Mismatch.ts"
import type { Program } from "../Program.ts"
import { Trace } from "../Trace.ts"

/** What replaces the placeholders in the program's words. */
export interface Placeholders {
  readonly host: string
  readonly port: number
  readonly name: string
}

/** Which of a pair's programs; where one program is checked, there is that one alone. */
export type Role = "server" | "client"

/** The words of a program's command line name nothing that can be executed. */
export class NotStarted extends Data.TaggedError("NotStarted")<{
  /** The command line, with the placeholders filled in. */
  readonly words: ReadonlyArray<string>
  /** `./server cannot be started: there is no such program`, for example. */
  readonly reason: string
}> {
  override get message(): string {
    return this.reason
  }
}

export class Launcher extends Context.Tag("chat/Check/Launcher")<
  Launcher,
  (placeholders: Placeholders, role: Role) => Effect.Effect<Program, NotStarted, Scope.Scope>
>() {}

/** Starts a program for this case. */
export const launch = (
  role: Role,
  placeholders: Placeholders
): Effect.Effect<Program, Mismatch, Launcher | Trace | Scope.Scope> =>
  Effect.gen(function* () {
    const launcher = yield* Launcher
    const trace = yield* Trace
    const program = yield* Effect.catchTag(launcher(placeholders, role), "NotStarted", ({ reason, words }) =>
      Effect.zipRight(
        trace.notStarted(reason),
        new Mismatch({ expected: `a program that starts: ${words.join(" ")}`, actual: reason })
      )
    )
    yield* trace.watch(program, role === "server" ? "the server" : `${placeholders.name}'s client`)
    return program
  })
