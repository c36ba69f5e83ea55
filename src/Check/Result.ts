/** What became of the cases of a run. Data, for every kind of report. */
import type { Mismatch } from "./Mismatch.ts"
import type { Description } from "./Suite.ts"

/**
 * - `passed`;
 * - `failed`: what the assignment asks for was not there;
 * - `differed`: what goes beyond the assignment was not there. A note, and no failure;
 * - `skipped`: not tried, because the program could not be checked at all or the time was over.
 */
export type Outcome = "passed" | "failed" | "differed" | "skipped"

export interface Result {
  readonly case: Description
  readonly outcome: Outcome
  readonly seconds: number
  /** Readings of open points and what else was seen. */
  readonly notes: ReadonlyArray<string>
  /** Why it did not pass. */
  readonly mismatch: Mismatch | undefined
  /** How the program ended, and its last words on standard error, where it did not pass. */
  readonly program: ReadonlyArray<string>
  /** The frames both ways, in order; put into words when somebody wants to read them. */
  readonly conversation: () => ReadonlyArray<string>
}

export interface Summary {
  readonly passed: number
  readonly failed: number
  readonly differed: number
  readonly skipped: number
  readonly points: number
  /** The points there were to get. */
  readonly maximum: number
}

export const summarise = (results: ReadonlyArray<Result>): Summary => {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length
  const points = (all: ReadonlyArray<Result>) => all.reduce((sum, result) => sum + result.case.weight, 0)
  return {
    passed: count("passed"),
    failed: count("failed"),
    differed: count("differed"),
    skipped: count("skipped"),
    points: points(results.filter((result) => result.outcome === "passed")),
    maximum: points(results)
  }
}

/** Whether everything that the assignment asks for was there. */
export const isPassed = ({ failed, skipped }: Summary): boolean => failed === 0 && skipped === 0

/** The points as a mark from 0 to 100. */
export const mark = ({ maximum, points }: Summary): number => (maximum === 0 ? 100 : (100 * points) / maximum)
