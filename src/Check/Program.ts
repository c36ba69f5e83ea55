/** The program under check, as a script sees it: started with its words filled in, and gone when the scope closes. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Mismatch } from "./Mismatch.ts"
import type { Output } from "./Output.ts"
import { Trace } from "./Trace.ts"

/** How a program ended: by itself with a status, or by a signal. */
export interface Ending {
  readonly status: number | null
  readonly signal: string | null
}

export interface Program {
  readonly stdout: Output
  readonly stderr: Output
  /** Writes to its standard input; one that does not read is not waited for. */
  readonly write: (bytes: Uint8Array) => Effect.Effect<void>
  readonly endInput: Effect.Effect<void>
  /** Seconds of processor time that it has used; 0 where the system does not tell. */
  readonly processorTime: Effect.Effect<number>
  /** Waits, without end, for the program's own end. */
  readonly ending: Effect.Effect<Ending>
}

/** What stands for the placeholders in the program's words. */
export interface Placeholders {
  readonly host: string
  readonly port: number
  readonly name: string
}

/** Starts the program, with a service so that tests put one in this process behind it. */
export class Launcher extends Context.Tag("chat/Check/Launcher")<
  Launcher,
  (placeholders: Placeholders) => Effect.Effect<Program, Mismatch, Scope.Scope>
>() {}

export const showEnding = ({ signal, status }: Ending): string =>
  signal === null ? `the program ended with status ${status}` : `the program was ended by ${signal}`

/** Starts the program for this case. */
export const launch = (placeholders: Placeholders): Effect.Effect<Program, Mismatch, Launcher | Trace | Scope.Scope> =>
  Effect.gen(function* () {
    const launcher = yield* Launcher
    const trace = yield* Trace
    const program = yield* launcher(placeholders)
    yield* trace.watch(program)
    return program
  })
