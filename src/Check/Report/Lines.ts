/** The report for people: a line for each case, what went wrong below it, and a summary at the end. Pure. */
import * as Format from "../Format.ts"
import { interrupted, isPassed, mark, type Result, type Summary, summarise, TOO_SLOW } from "../Result.ts"
import type { FirstStart } from "../Run.ts"
import type { Description } from "../Suite.ts"
import * as Causes from "./Causes.ts"
import * as Conversation from "./Conversation.ts"
import * as Topics from "./Topics.ts"

export interface LineOptions {
  /** Whether to show all conversations, and not only those of failed cases. */
  readonly verbose: boolean
  readonly points: boolean
}

const words: Readonly<Record<Result["outcome"], string>> = {
  passed: "passed ",
  failed: "FAILED ",
  differed: "differs",
  skipped: "skipped"
}

const ID_WIDTH = 38

const indent = (line: string): string => `          ${line}`

const earned = ({ case: { weight }, outcome }: Result): string => `${outcome === "passed" ? weight : 0}/${weight} `

const reason = ({ case: { source }, mismatch, outcome, program }: Result): ReadonlyArray<string> => {
  if (mismatch === undefined || outcome === "skipped") return []
  return [
    `source:   ${source}`,
    `expected: ${mismatch.expected}`,
    `actual:   ${mismatch.actual}`,
    ...program.map((line) => `program:  ${line}`)
  ]
}

const noted = ({ notes }: Result): ReadonlyArray<string> => notes.map((note) => `note: ${note}`)

/** All that is known of a result beyond its head. */
export const details = (result: Result): ReadonlyArray<string> => [
  ...noted(result),
  ...(result.outcome === "skipped" ? [`not tried: ${result.mismatch?.message ?? ""}`] : reason(result)),
  ...Conversation.whole(result)
]

/** The lines of a result. */
export const result = (result: Result, { points, verbose }: LineOptions): ReadonlyArray<string> => {
  const { id, expectation } = result.case
  const head = `${words[result.outcome]} ${points ? earned(result) : ""}${id.padEnd(ID_WIDTH)} ${expectation}`
  const said = result.outcome === "failed" ? Conversation.shortened(result) : []
  return [head, ...[...noted(result), ...reason(result), ...(verbose ? Conversation.whole(result) : said)].map(indent)]
}

/** The lines of a case in a list of cases. */
export const listed = ({ expectation, id, source, weight }: Description): ReadonlyArray<string> => [
  `${id.padEnd(ID_WIDTH)} ${weight} ${expectation}`,
  `${"".padEnd(ID_WIDTH)}   ${source}`
]

const counted = (summary: Summary, total: number): string => {
  const untried = summary.skipped - summary.interrupted
  const parts = [`${summary.passed} of ${total} cases passed`]
  if (summary.failed > 0) parts.push(`${summary.failed} failed`)
  if (untried > 0) parts.push(`${untried} could not be tried`)
  if (summary.differed > 0) parts.push(`${summary.differed} beyond the assignment differ, which is no failure`)
  return `${parts.join(", ")}.`
}

/** The time, in milliseconds, that the course's own test gives a program to start. */
const COURSE_DELAY = 100

/** The lines before the first case: the result of the first start. */
export const ready = ({ notes, startup }: FirstStart): ReadonlyArray<string> => {
  const slow = startup !== undefined && startup > COURSE_DELAY
  const course = slow ? `; the course's own test gives it ${COURSE_DELAY} ms` : ""
  return [...(startup === undefined ? [] : [`The program is ready ${startup} ms after its start${course}.`]), ...notes]
}

/** The cases that were not tried, by reason; those of an interrupted run are counted by {@link interruption}. */
const skippedBy = (results: ReadonlyArray<Result>): ReadonlyMap<string, number> => {
  const reasons = new Map<string, number>()
  for (const { mismatch, outcome } of results) {
    if (outcome !== "skipped" || mismatch === undefined || mismatch === interrupted) continue
    reasons.set(mismatch.message, (reasons.get(mismatch.message) ?? 0) + 1)
  }
  return reasons
}

/** How many cases were not tried for each reason. */
const notTried = (results: ReadonlyArray<Result>): ReadonlyArray<string> =>
  Array.from(skippedBy(results), ([reason, count]) => `${Format.counted(count, "case")} not tried: ${reason}`)

/** The ids of the failed cases, which are easy to miss in a long report. */
const failed = (results: ReadonlyArray<Result>): ReadonlyArray<string> => {
  const ids = results.filter(({ outcome }) => outcome === "failed").map((result) => result.case.id)
  return ids.length === 0 ? [] : [`Failed: ${ids.join(", ")}`]
}

/** The machine's part in it. */
const machine = ({ slowness }: Summary): ReadonlyArray<string> =>
  slowness < TOO_SLOW
    ? []
    : [
        `This machine is too slow: the check itself was held up, and its waits lasted up to ${slowness.toFixed(1)} times as long as they should.`
      ]

/** A sentence if a signal ended the run. */
export const interruption = (results: ReadonlyArray<Result>): ReadonlyArray<string> => {
  const count = summarise(results).interrupted
  return count === 0
    ? []
    : [`The check was interrupted: ${count} of ${Format.counted(results.length, "case")} were not tried.`]
}

const graded = (summary: Summary): string =>
  summary.interrupted > 0
    ? `Points so far: ${summary.points} of ${summary.maximum}.`
    : `Points: ${summary.points} of ${summary.maximum}. Mark: ${mark(summary).toFixed(1)} of 100.`

const verdict = (summary: Summary): string => {
  if (isPassed(summary)) return "It does what the assignment asks for."
  return summary.failed > 0
    ? "It does not do all that the assignment asks for."
    : "Whether it does what the assignment asks for is open: not all cases could be tried."
}

/** The numbers, and what they come to. */
export const conclusion = (results: ReadonlyArray<Result>, points: boolean): ReadonlyArray<string> => {
  const summary = summarise(results)
  return [
    ...notTried(results),
    ...machine(summary),
    counted(summary, results.length),
    ...(points ? [graded(summary)] : []),
    ...(summary.interrupted > 0 ? interruption(results) : [verdict(summary)])
  ]
}

/** The last lines. */
export const summary = (results: ReadonlyArray<Result>, points: boolean): ReadonlyArray<string> => [
  "",
  ...Topics.table(results),
  ...conclusion(results, points),
  ...failed(results)
]

/** The whole report, which begins with the cause of most failures. */
export const report = (
  prepared: FirstStart,
  results: ReadonlyArray<Result>,
  options: LineOptions
): ReadonlyArray<string> => {
  const skipped = skippedBy(results)
  // Where many were not tried for one reason, the summary says so, and a line for each would say no more.
  const isShown = ({ mismatch, outcome }: Result) =>
    outcome !== "skipped" || (mismatch !== interrupted && (skipped.get(mismatch?.message ?? "") ?? 0) < Causes.MANY)
  return [
    ...Causes.lines(results),
    ...ready(prepared),
    ...results.filter(isShown).flatMap((one) => result(one, options)),
    ...summary(results, options.points)
  ]
}
