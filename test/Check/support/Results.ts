/** Results that reports are made of. */
import { Mismatch } from "../../../src/Check/Mismatch.ts"
import type { Outcome, Result } from "../../../src/Check/Result.ts"

export const result = (outcome: Outcome, weight: number, others: Partial<Result> = {}): Result => ({
  case: { id: `server.${outcome}`, expectation: "It does.", source: "Assignment: it says so", weight },
  outcome,
  seconds: 0.25,
  slowness: 1,
  notes: [],
  mismatch: outcome === "passed" ? undefined : new Mismatch({ expected: `"a" & <b>`, actual: "nothing" }),
  cause: undefined,
  program: [],
  conversation: () => ['Panda -> "x"', 'Panda <- "y"'],
  ...others
})

export const all = [
  result("passed", 3, { notes: ["Read so."] }),
  result("failed", 1, { program: ["the program ended with status 1"] }),
  result("differed", 0)
]
