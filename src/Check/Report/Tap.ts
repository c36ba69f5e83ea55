/** The report for `prove` and its like: the Test Anything Protocol, version 13, on standard output. Pure. */
import { interrupted, type Result } from "../Result.ts"
import { lines as causes } from "./Causes.ts"
import { interruption } from "./Lines.ts"

/** A `#` begins a directive, and a backslash escapes it. */
const escape = (text: string): string => text.replace(/[\\#]/g, "\\$&")

/** A string of JSON is one of YAML. */
const quote = (text: string): string => JSON.stringify(text)

const list = (key: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : [`  ${key}:`, ...lines.map((line) => `    - ${quote(line)}`)]

/** The YAML block below a line: why a case did not pass. */
const diagnostics = ({ case: { source }, conversation, mismatch, program }: Result): ReadonlyArray<string> => [
  "  ---",
  `  source: ${quote(source)}`,
  `  expected: ${quote(mismatch?.expected ?? "")}`,
  `  actual: ${quote(mismatch?.actual ?? "")}`,
  ...list("program", program),
  ...list("conversation", conversation()),
  "  ..."
]

/** What differs from what the assignment does not ask for is a test that may fail: TAP's TODO. */
const lines = (result: Result, index: number): ReadonlyArray<string> => {
  const { case: description, mismatch, notes, outcome } = result
  const test = `${index + 1} - ${escape(`${description.id}: ${description.expectation}`)}`
  const said = notes.map((note) => `# ${note}`)
  switch (outcome) {
    case "passed":
      return [`ok ${test}`, ...said]
    case "skipped":
      return [`ok ${test} # SKIP ${escape(mismatch?.message ?? "")}`, ...said]
    case "differed":
      return [`not ok ${test} # TODO no failure`, ...diagnostics(result), ...said]
    case "failed":
      return [`not ok ${test}`, ...diagnostics(result), ...said]
  }
}

/** Of an interrupted run the tests that it came to, and then a `Bail out!`: a skipped test counts as one that is all right. */
export const report = (results: ReadonlyArray<Result>): string =>
  [
    "TAP version 13",
    `1..${results.length}`,
    ...causes(results).map((line) => `# ${line}`),
    ...results.filter(({ mismatch }) => mismatch !== interrupted).flatMap(lines),
    ...interruption(results).map((line) => `Bail out! ${line}`),
    ""
  ].join("\n")
