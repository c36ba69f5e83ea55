/**
 * Where a run is, in the last line of a terminal: how many cases are done of how many, which one is waited for, and what
 * fails. Nothing of it is for a pipe.
 */
import * as Effect from "effect/Effect"
import type { OutputClosed, Stdio } from "../../Stdio.ts"
import type { Result } from "../Result.ts"
import type { Description } from "../Suite.ts"

/** Returns to the beginning of the line and erases it, because the next line must replace this one. */
const ERASE = "\r\u001b[K"

export interface Progress {
  /** Some results have come, and this is waited for: the next case, if it is not said. */
  readonly show: (results: ReadonlyArray<Result>, current?: string) => Effect.Effect<void, OutputClosed>
  readonly erase: Effect.Effect<void, OutputClosed>
}

/** One line, and what does not fit on it is cut off: a second one could not be erased. */
const line = (
  cases: ReadonlyArray<Description>,
  results: ReadonlyArray<Result>,
  current: string | undefined,
  columns: number
): string => {
  if (current === undefined) return ""
  const failed = results.filter(({ outcome }) => outcome === "failed").map((result) => result.case.id)
  const failures = failed.length === 0 ? "" : `, ${failed.length} failed: ${failed.reverse().join(", ")}`
  return `${results.length}/${cases.length} ${current}${failures}`.slice(0, columns - 1)
}

const none: Progress = { show: () => Effect.void, erase: Effect.void }

/** On a terminal of so many columns; undefined: on a pipe. */
export const make = (
  { write }: Stdio["Type"],
  cases: ReadonlyArray<Description>,
  columns: number | undefined
): Progress =>
  columns === undefined
    ? none
    : {
        show: (results, current = cases[results.length]?.id) =>
          write(`${ERASE}${line(cases, results, current, columns)}`),
        erase: write(ERASE)
      }
