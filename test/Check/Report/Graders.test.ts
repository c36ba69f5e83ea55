import assert from "node:assert/strict"
import { it } from "@effect/vitest"
import * as Gradescope from "../../../src/Check/Report/Gradescope.ts"
import * as Tap from "../../../src/Check/Report/Tap.ts"
import { interrupted } from "../../../src/Check/Result.ts"
import { all, result } from "../support/Results.ts"

it("Gradescope's document has no score where the assignment asks for nothing", () => {
  const skipped = result("skipped", 2)
  const { score, tests } = JSON.parse(Gradescope.report([...all, skipped]))
  assert.equal(score, 3)
  assert.deepEqual(
    tests.map(({ max_score, score, status }: Record<string, unknown>) => [score, max_score, status]),
    [
      [3, 3, "passed"],
      [0, 1, "failed"],
      [undefined, undefined, undefined],
      [0, 2, "failed"]
    ]
  )
  assert.deepEqual(tests[1].output.split("\n"), [
    "source:   Assignment: it says so",
    `expected: "a" & <b>`,
    "actual:   nothing",
    "program:  the program ended with status 1",
    "conversation:",
    `  Panda -> "x"`,
    `  Panda <- "y"`
  ])
  assert.match(tests[3].output, /^not tried: expected "a" & <b>, but got nothing\n/)
})

it("TAP has a line for each case, and what differs is a TODO", () => {
  const conversation = () => []
  const hash = { id: "a#b", expectation: "It # does.", source: "", weight: 1 }
  const results = [...all, result("skipped", 1), result("passed", 1, { case: hash })]
  assert.deepEqual(Tap.report(results.map((result) => ({ ...result, conversation }))).split("\n"), [
    "TAP version 13",
    "1..5",
    "ok 1 - server.passed: It does.",
    "# Read so.",
    "not ok 2 - server.failed: It does.",
    "  ---",
    `  source: "Assignment: it says so"`,
    `  expected: "\\"a\\" & <b>"`,
    `  actual: "nothing"`,
    "  program:",
    `    - "the program ended with status 1"`,
    "  ...",
    "not ok 3 - server.differed: It does. # TODO no failure",
    "  ---",
    `  source: "Assignment: it says so"`,
    `  expected: "\\"a\\" & <b>"`,
    `  actual: "nothing"`,
    "  ...",
    `ok 4 - server.skipped: It does. # SKIP expected "a" & <b>, but got nothing`,
    "ok 5 - a\\#b: It \\# does.",
    ""
  ])
})

it("TAP bails out of an interrupted run, whose other tests must not count as skipped and all right", () => {
  const untried = result("skipped", 1, { mismatch: interrupted })
  assert.deepEqual(Tap.report([result("passed", 1), untried, untried]).split("\n"), [
    "TAP version 13",
    "1..3",
    "ok 1 - server.passed: It does.",
    "Bail out! The check was interrupted: 2 of 3 cases were not tried.",
    ""
  ])
})
