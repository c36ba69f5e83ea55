/** What many cases fail for: a report begins with it, because one bug may fail most cases. Pure. */
import * as Format from "../Format.ts"
import type { Result } from "../Result.ts"

export interface Cause {
  /** A noun and what belongs to it: `messages of 185 bytes instead of 200`. */
  readonly cause: string
  /** The ids of the cases that failed for it. */
  readonly cases: ReadonlyArray<string>
}

/** Cases with one reason: of fewer, each says it itself. */
export const MANY = 5

const failedOf = (results: ReadonlyArray<Result>) => results.filter(({ outcome }) => outcome === "failed")

/** The causes that many cases have, those of most cases first. */
export const common = (results: ReadonlyArray<Result>): ReadonlyArray<Cause> => {
  const cases = new Map<string, Array<string>>()
  for (const { case: description, cause, mismatch } of failedOf(results)) {
    const reason = cause ?? mismatch?.message ?? ""
    cases.set(reason, [...(cases.get(reason) ?? []), description.id])
  }
  return Array.from(cases, ([cause, cases]) => ({ cause, cases }))
    .filter(({ cases }) => cases.length >= MANY)
    .sort((one, other) => other.cases.length - one.cases.length)
}

/** A sentence for each of them. */
export const lines = (results: ReadonlyArray<Result>): ReadonlyArray<string> => {
  const failed = failedOf(results).length
  return common(results).map(({ cause, cases }) =>
    cases.length === failed
      ? `All ${Format.counted(failed, "failure")} have one cause: ${cause}.`
      : `${cases.length} of ${Format.counted(failed, "failure")} have one cause: ${cause}.`
  )
}
