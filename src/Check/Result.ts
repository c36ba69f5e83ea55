/** The results of a run and their summary: plain data, because every kind of report is made from them. Pure. */
import { Mismatch } from "./Mismatch.ts"
import type { Description } from "./Suite.ts"

/**
 * - `passed`;
 * - `failed`: the program does not do something that the assignment asks for;
 * - `differed`: the program does not do something that goes beyond the assignment, which is no failure;
 * - `skipped`: not tried, because the program could not be checked at all, does not do what the case needs and is not
 *   about, or the run was over: because of its limit, a signal or `--fail-fast`.
 */
export type Outcome = "passed" | "failed" | "differed" | "skipped"

export interface Result {
  readonly case: Description
  readonly outcome: Outcome
  readonly seconds: number
  /** By what factor waits lasted longer than they should, because this process was held up. */
  readonly slowness: number
  /** How the program reads open points, and what else was seen. */
  readonly notes: ReadonlyArray<string>
  /** Why it did not pass; if it was not tried, why not. */
  readonly mismatch: Mismatch | undefined
  /** What else may have failed for the same reason, in words that are the same each time; where that can be told. */
  readonly cause: string | undefined
  /** If it did not pass: how the program ended, and the last lines of its output. */
  readonly program: ReadonlyArray<string>
  /** The frames in both directions, in order. Formatted only when a report shows them. */
  readonly conversation: () => ReadonlyArray<string>
}

/** Why a case was not tried that a signal has kept from its turn or from its end. */
export const interrupted = new Mismatch({
  expected: "an end of this case",
  actual: "none: the run was interrupted"
})

export interface Summary {
  readonly passed: number
  readonly failed: number
  readonly differed: number
  readonly skipped: number
  /** How many of those were skipped because a signal ended the run; 0: it came to its end. */
  readonly interrupted: number
  readonly points: number
  /** The points of all cases. */
  readonly maximum: number
  /** By what factor waits lasted longer than they should, in the case in which it was the largest. */
  readonly slowness: number
}

export const summarise = (results: ReadonlyArray<Result>): Summary => {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length
  // Weights may be decimal fractions, whose binary sums are off by a hair.
  const points = (all: ReadonlyArray<Result>) =>
    Math.round(1e6 * all.reduce((sum, result) => sum + result.case.weight, 0)) / 1e6
  return {
    passed: count("passed"),
    failed: count("failed"),
    differed: count("differed"),
    skipped: count("skipped"),
    interrupted: results.filter(({ mismatch }) => mismatch === interrupted).length,
    points: points(results.filter((result) => result.outcome === "passed")),
    maximum: points(results),
    slowness: Math.max(1, ...results.map((result) => result.slowness))
  }
}

/** From this factor on, waits that were lengthened say that the machine is too slow: they have doubled. */
export const TOO_SLOW = 2

/** Whether the program does everything that the assignment asks for. */
export const isPassed = ({ failed, skipped }: Summary): boolean => failed === 0 && skipped === 0

/** The points as a mark from 0 to 100. */
export const mark = ({ maximum, points }: Summary): number => (maximum === 0 ? 100 : (100 * points) / maximum)
