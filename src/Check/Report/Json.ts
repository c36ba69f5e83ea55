/** The report for programs: one JSON document. Its fields are an interface, which `docs/CHECK.md` explains. Pure. */
import { isPassed, mark, type Result, summarise } from "../Result.ts"
import type { FirstStart } from "../Run.ts"
import type { Description } from "../Suite.ts"
import { common } from "./Causes.ts"

const print = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`

const result = ({ case: description, cause, mismatch, outcome, ...rest }: Result) => ({
  id: description.id,
  outcome,
  points: outcome === "passed" ? description.weight : 0,
  maximum: description.weight,
  expectation: description.expectation,
  source: description.source,
  seconds: rest.seconds,
  notes: rest.notes,
  expected: mismatch?.expected ?? null,
  actual: mismatch?.actual ?? null,
  cause: cause ?? null,
  program: rest.program,
  conversation: rest.conversation()
})

export const report = (
  target: string,
  program: ReadonlyArray<string>,
  { notes, startup }: FirstStart,
  results: ReadonlyArray<Result>
): string => {
  const summary = summarise(results)
  return print({
    target,
    program,
    ok: isPassed(summary),
    ...summary,
    mark: mark(summary),
    startupMilliseconds: startup ?? null,
    notes,
    causes: common(results),
    cases: results.map(result)
  })
}

export const list = (cases: ReadonlyArray<Description>): string =>
  print(cases.map(({ expectation, id, source, weight }) => ({ id, weight, expectation, source })))
