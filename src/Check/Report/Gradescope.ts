/**
 * The report for Gradescope: the `results.json` that an autograder leaves there
 * (https://gradescope-autograders.readthedocs.io/en/latest/specs/). Pure.
 */
import { type Result, summarise } from "../Result.ts"
import * as Causes from "./Causes.ts"
import * as Lines from "./Lines.ts"

/** Gradescope shows a test without a status and a score as a remark. */
const verdict = ({ case: { weight }, outcome }: Result) => ({
  ...(weight > 0 ? { score: outcome === "passed" ? weight : 0, max_score: weight } : {}),
  ...(outcome === "differed" ? {} : { status: outcome === "passed" ? "passed" : "failed" })
})

const test = (result: Result) => ({
  name: `${result.case.id}: ${result.case.expectation}`,
  name_format: "text",
  ...verdict(result),
  output: Lines.details(result).join("\n"),
  output_format: "text",
  tags: [result.outcome]
})

export const report = (results: ReadonlyArray<Result>): string => {
  const document = {
    // Also where all cases are without points: without any score Gradescope takes the run for a crash.
    score: summarise(results).points,
    output: [...Causes.lines(results), ...Lines.conclusion(results, true)].join("\n"),
    output_format: "text",
    tests: results.map(test)
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
