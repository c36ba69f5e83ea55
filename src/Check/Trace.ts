/**
 * What happened in one case, for a person to read: the frames both ways, and notes on what was seen.
 *
 * Bounded: of a long conversation the beginning and the end are kept, so a program that floods is seen to.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Program } from "./Program.ts"

/** Lines kept from the beginning, and as many from the end. */
const KEPT = 100

export interface Recording {
  readonly lines: () => ReadonlyArray<string>
  readonly notes: () => ReadonlyArray<string>
  /** Milliseconds that the program took to be ready, if it was started and got so far. */
  readonly startup: () => number | undefined
  /** The programs that were started. */
  readonly programs: () => ReadonlyArray<Program>
}

export class Trace extends Context.Tag("chat/Check/Trace")<
  Trace,
  {
    /** Something was sent, received or done. Put into words only if it is looked at: there may be a flood of it. */
    readonly unsafeRecord: (line: () => string) => void
    /** Something worth knowing that is no failure. */
    readonly note: (sentence: string) => Effect.Effect<void>
    /** The program was ready after so many milliseconds. */
    readonly started: (milliseconds: number) => Effect.Effect<void>
    /** A program was started for this case. */
    readonly watch: (program: Program) => Effect.Effect<void>
  }
>() {}

/** A new trace, and what it has recorded at any moment. */
export const make: Effect.Effect<readonly [Trace["Type"], Recording]> = Effect.sync(() => {
  const first: Array<() => string> = []
  let last: Array<() => string> = []
  let dropped = 0
  const notes = new Set<string>()
  const programs: Array<Program> = []
  let startup: number | undefined
  const trace: Trace["Type"] = {
    unsafeRecord: (line) => {
      if (first.length < KEPT) first.push(line)
      else last.push(line)
      if (last.length >= 2 * KEPT) {
        dropped += last.length - KEPT
        last = last.slice(-KEPT)
      }
    },
    note: (sentence) => Effect.sync(() => void notes.add(sentence)),
    started: (milliseconds) =>
      Effect.sync(() => {
        startup ??= milliseconds
      }),
    watch: (program) => Effect.sync(() => void programs.push(program))
  }
  const recording: Recording = {
    lines: () => {
      const hidden = dropped + Math.max(0, last.length - KEPT)
      const gap = hidden > 0 ? [() => `… ${hidden} more …`] : []
      return [...first, ...gap, ...last.slice(-KEPT)].map((line) => line())
    },
    notes: () => [...notes],
    startup: () => startup,
    programs: () => programs
  }
  return [trace, recording] as const
})

export const note = (sentence: string): Effect.Effect<void, never, Trace> =>
  Effect.flatMap(Trace, (trace) => trace.note(sentence))
