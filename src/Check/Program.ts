/** The program under check, as a script sees it. `Program/Launcher` starts it. */
import type * as Effect from "effect/Effect"
import type { Output } from "./Program/Output.ts"

/** How a program ended: by itself with a status, or by a signal. */
export interface Ending {
  readonly status: number | null
  readonly signal: string | null
}

export interface Program {
  readonly stdout: Output
  readonly stderr: Output
  /** Writes to its standard input, and does not wait for the program to read. */
  readonly write: (bytes: Uint8Array) => Effect.Effect<void>
  readonly endInput: Effect.Effect<void>
  /** Seconds of processor time that it has used; 0 where the system does not tell. */
  readonly processorTime: Effect.Effect<number>
  /** Waits until the program has ended; without a limit. */
  readonly ending: Effect.Effect<Ending>
}

export const showEnding = ({ signal, status }: Ending): string =>
  signal === null ? `the program ended with status ${status}` : `the program was ended by ${signal}`
