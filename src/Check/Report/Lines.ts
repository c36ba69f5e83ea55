/** The report for people: a line for each case, what went wrong below it, and a summary at the end. Pure. */
import * as Format from "../Format.ts"
import { isPassed, mark, type Result, type Summary, summarise, TOO_SLOW } from "../Result.ts"
import type { Prepared } from "../Run.ts"
import type { Description } from "../Suite.ts"

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

/** Lines of a conversation that are shown: the last ones led to the mismatch. `--verbose` shows all. */
const SHOWN_LINES = 16

const ID_WIDTH = 38

const indent = (line: string): string => `          ${line}`

const earned = ({ case: { weight }, outcome }: Result): string => `${outcome === "passed" ? weight : 0}/${weight} `

/** Characters of a line of a conversation that are shown. `--verbose` shows all. */
const LINE_WIDTH = 150

const shorten = (line: string): string => (line.length > LINE_WIDTH ? `${line.slice(0, LINE_WIDTH)}…` : line)

/** Equal lines after each other become one line and their number. */
const collapse = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const collapsed: Array<{ readonly line: string; times: number }> = []
  for (const line of lines) {
    const last = collapsed.at(-1)
    if (last?.line === line) last.times++
    else collapsed.push({ line, times: 1 })
  }
  return collapsed.map(({ line, times }) => (times === 1 ? line : `${line} (${times} times)`))
}

const conversation = ({ conversation, outcome }: Result, verbose: boolean): ReadonlyArray<string> => {
  if (outcome !== "failed" && !verbose) return []
  const lines = collapse(verbose ? conversation() : conversation().map(shorten))
  if (lines.length === 0) return []
  const hidden = verbose ? 0 : Math.max(0, lines.length - SHOWN_LINES)
  const more = hidden > 0 ? [`  … ${Format.counted(hidden, "line")} before; --verbose shows all`] : []
  return ["conversation:", ...more, ...lines.slice(hidden).map((line) => `  ${line}`)]
}

const why = (result: Result, verbose: boolean): ReadonlyArray<string> => {
  const { case: description, mismatch, outcome, program } = result
  if (mismatch === undefined || outcome === "skipped") return conversation(result, verbose)
  return [
    `source:   ${description.source}`,
    `expected: ${mismatch.expected}`,
    `actual:   ${mismatch.actual}`,
    ...program.map((line) => `program:  ${line}`),
    ...conversation(result, verbose)
  ]
}

/** The lines of a result. */
export const result = (result: Result, { points, verbose }: LineOptions): ReadonlyArray<string> => {
  const { id, expectation } = result.case
  const head = `${words[result.outcome]} ${points ? earned(result) : ""}${id.padEnd(ID_WIDTH)} ${expectation}`
  return [head, ...[...result.notes.map((note) => `note: ${note}`), ...why(result, verbose)].map(indent)]
}

/** The lines of a case in a list of cases. */
export const listed = ({ expectation, id, source, weight }: Description): ReadonlyArray<string> => [
  `${id.padEnd(ID_WIDTH)} ${weight} ${expectation}`,
  `${"".padEnd(ID_WIDTH)}   ${source}`
]

const counted = (summary: Summary): string => {
  const total = summary.passed + summary.failed + summary.differed + summary.skipped
  const parts = [`${summary.passed} of ${total} cases passed`]
  if (summary.failed > 0) parts.push(`${summary.failed} failed`)
  if (summary.skipped > 0) parts.push(`${summary.skipped} could not be tried`)
  if (summary.differed > 0) parts.push(`${summary.differed} beyond the assignment differ, which is no failure`)
  return `${parts.join(", ")}.`
}

/** The time, in milliseconds, that the course's own test gives a program to start. */
const COURSE_DELAY = 100

/** The lines before the first case: the result of the first start. */
export const prepared = ({ notes, startup }: Pick<Prepared, "notes" | "startup">): ReadonlyArray<string> => {
  const slow = startup !== undefined && startup > COURSE_DELAY
  const course = slow ? `; the course's own test gives it ${COURSE_DELAY} ms` : ""
  return [...(startup === undefined ? [] : [`The program is ready ${startup} ms after its start${course}.`]), ...notes]
}

/** How many cases were not tried, and why: all have the same reason. */
const notTried = (results: ReadonlyArray<Result>): ReadonlyArray<string> => {
  const skipped = results.filter(({ outcome }) => outcome === "skipped")
  const reason = skipped[0]?.mismatch?.message
  return reason === undefined ? [] : [`${Format.counted(skipped.length, "case")} not tried: ${reason}`]
}

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

/** The last lines. */
export const summary = (results: ReadonlyArray<Result>, points: boolean): ReadonlyArray<string> => {
  const summary = summarise(results)
  return [
    "",
    ...notTried(results),
    ...machine(summary),
    counted(summary),
    ...(points ? [`Points: ${summary.points} of ${summary.maximum}. Mark: ${mark(summary).toFixed(1)} of 100.`] : []),
    isPassed(summary) ? "It does what the assignment asks for." : "It does not do all that the assignment asks for.",
    ...failed(results)
  ]
}
