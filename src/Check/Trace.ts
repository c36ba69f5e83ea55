/**
 * What happened in one case, for a person to read: the frames in both directions, and notes on what was seen.
 *
 * Bounded: of a long conversation the beginning and the end are kept, because a program may send without end.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Program } from "./Program.ts"

/** Lines that are kept from the beginning, and as many from the end. */
const KEPT_LINES = 100

/** A program that was started. */
export interface Watched {
  readonly program: Program
  /** Which one, in a case with several. */
  readonly who: string
}

export interface Recording {
  readonly lines: () => ReadonlyArray<string>
  readonly notes: () => ReadonlyArray<string>
  /** Milliseconds from the start of the program until it was ready, if it ever was. */
  readonly startup: () => number | undefined
  /** The programs that were started. */
  readonly programs: () => ReadonlyArray<Watched>
  /** Why a program could not be started at all, if one could not. */
  readonly notStarted: () => string | undefined
}

export class Trace extends Context.Tag("chat/Check/Trace")<
  Trace,
  {
    /** Something was sent, received or done. The line is made only if it is read, because there may be many thousands. */
    readonly unsafeRecord: (line: () => string) => void
    /** Something that the report should mention and that is no failure. */
    readonly note: (sentence: string) => Effect.Effect<void>
    /** The program was ready this many milliseconds after its start. */
    readonly started: (milliseconds: number) => Effect.Effect<void>
    /** This program was started for the case; `who` says which one, in a case with several. */
    readonly watch: (program: Program, who: string) => Effect.Effect<void>
    /** A program could not be started at all, for this reason. */
    readonly notStarted: (reason: string) => Effect.Effect<void>
  }
>() {}

/** A new trace, and a view of what it has recorded so far. */
export const make: Effect.Effect<readonly [Trace["Type"], Recording]> = Effect.sync(() => {
  const first: Array<() => string> = []
  let last: Array<() => string> = []
  let dropped = 0
  const notes = new Set<string>()
  const programs: Array<Watched> = []
  let startup: number | undefined
  let notStarted: string | undefined
  const trace: Trace["Type"] = {
    unsafeRecord: (line) => {
      if (first.length < KEPT_LINES) first.push(line)
      else last.push(line)
      if (last.length >= 2 * KEPT_LINES) {
        dropped += last.length - KEPT_LINES
        last = last.slice(-KEPT_LINES)
      }
    },
    note: (sentence) => Effect.sync(() => void notes.add(sentence)),
    started: (milliseconds) =>
      Effect.sync(() => {
        startup ??= milliseconds
      }),
    watch: (program, who) => Effect.sync(() => void programs.push({ program, who })),
    notStarted: (reason) =>
      Effect.sync(() => {
        notStarted = reason
      })
  }
  const recording: Recording = {
    lines: () => {
      const hidden = dropped + Math.max(0, last.length - KEPT_LINES)
      const gap = hidden > 0 ? [() => `… ${hidden} more …`] : []
      return [...first, ...gap, ...last.slice(-KEPT_LINES)].map((line) => line())
    },
    notes: () => [...notes],
    startup: () => startup,
    programs: () => programs,
    notStarted: () => notStarted
  }
  return [trace, recording] as const
})

export const note = (sentence: string): Effect.Effect<void, never, Trace> =>
  Effect.flatMap(Trace, (trace) => trace.note(sentence))
