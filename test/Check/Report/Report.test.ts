import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import { Mismatch } from "../../../src/Check/Mismatch.ts"
import * as Gradescope from "../../../src/Check/Report/Gradescope.ts"
import * as Json from "../../../src/Check/Report/Json.ts"
import * as Junit from "../../../src/Check/Report/Junit.ts"
import * as Lines from "../../../src/Check/Report/Lines.ts"
import * as Tap from "../../../src/Check/Report/Tap.ts"
import { isPassed, mark, type Outcome, type Result, summarise } from "../../../src/Check/Result.ts"

const result = (outcome: Outcome, weight: number, others: Partial<Result> = {}): Result => ({
  case: { id: `server.${outcome}`, expectation: "It does.", source: "Assignment: it says so", weight },
  outcome,
  seconds: 0.25,
  slowness: 1,
  notes: [],
  mismatch: outcome === "passed" ? undefined : new Mismatch({ expected: `"a" & <b>`, actual: "nothing" }),
  program: [],
  conversation: () => ['Panda -> "x"', 'Panda <- "y"'],
  ...others
})

const all = [
  result("passed", 3, { notes: ["Read so."] }),
  result("failed", 1, { program: ["the program ended with status 1"] }),
  result("differed", 0)
]

describe("a summary", () => {
  it("counts, and makes a mark of the points", () => {
    const summary = summarise(all)
    assert.deepEqual(summary, { passed: 1, failed: 1, differed: 1, skipped: 0, points: 3, maximum: 4, slowness: 1 })
    assert.equal(mark(summary), 75)
  })

  it("is passed by what differs beyond the assignment, and not by what failed or was not tried", () => {
    assert.equal(isPassed(summarise([result("passed", 1), result("differed", 0)])), true)
    assert.equal(isPassed(summarise(all)), false)
    assert.equal(isPassed(summarise([result("skipped", 1)])), false)
    assert.equal(mark(summarise([result("differed", 0)])), 100)
  })
})

describe("lines", () => {
  it("show a failure with its source, what was expected, what came, and the conversation", () => {
    assert.deepEqual(Lines.result(result("failed", 1, { program: ["it ended"] }), { points: true, verbose: false }), [
      `FAILED  0/1 ${"server.failed".padEnd(38)} It does.`,
      "          source:   Assignment: it says so",
      `          expected: "a" & <b>`,
      "          actual:   nothing",
      "          program:  it ended",
      "          conversation:",
      `            Panda -> "x"`,
      `            Panda <- "y"`
    ])
  })

  it("show of a long conversation the end, and equal lines once", () => {
    const conversation = () => [...Array.from({ length: 30 }, (_, index) => `line ${index}`), "again", "again", "again"]
    const lines = Lines.result(result("failed", 1, { conversation }), { points: false, verbose: false })
    assert.ok(lines.includes("            … 15 lines before; --verbose shows all"))
    assert.equal(lines.at(-1), "            again (3 times)")
    assert.ok(Lines.result(result("failed", 1, { conversation }), { points: false, verbose: true }).length > 30)
  })

  it("show the conversation of a case that differs only where all is shown", () => {
    const shown = (verbose: boolean) => Lines.result(result("differed", 0), { points: false, verbose }).join("\n")
    assert.doesNotMatch(shown(false), /conversation/)
    assert.match(shown(true), /conversation:\n +Panda -> "x"/)
  })

  it("say how many were not tried for each reason", () => {
    const skipped = (expected: string) =>
      result("skipped", 1, { mismatch: new Mismatch({ expected, actual: "nobody" }) })
    const all = [skipped("somebody who listens"), skipped("a witness"), skipped("somebody who listens")]
    assert.deepEqual(Lines.summary(all, true), [
      "",
      "2 cases not tried: expected somebody who listens, but got nobody",
      "1 case not tried: expected a witness, but got nobody",
      "0 of 3 cases passed, 3 could not be tried.",
      "Points: 0 of 3. Mark: 0.0 of 100.",
      "It does not do all that the assignment asks for."
    ])
  })

  it("end with the ids of what failed", () => {
    const lines = Lines.summary([...all, result("failed", 2)], false)
    assert.equal(lines.at(-1), "Failed: server.failed, server.failed")
    assert.equal(Lines.summary([result("passed", 1)], false).at(-1), "It does what the assignment asks for.")
  })

  it("say that the machine is too slow where waits were lengthened to more than the double", () => {
    const said = (slowness: number) => Lines.summary([result("passed", 1, { slowness })], false).join("\n")
    assert.match(said(3.14), /This machine is too slow: .* 3\.1 times/)
    assert.doesNotMatch(said(1.9), /too slow/)
  })

  it("warn of a program that is slower than the course's own test allows", () => {
    assert.match(Lines.prepared({ notes: [], startup: 150 }).join(), /150 ms.*gives it 100 ms/)
    assert.doesNotMatch(Lines.prepared({ notes: [], startup: 90 }).join(), /100 ms/)
  })
})

it("JSON has the points, the mark, and for each case what a person would see", () => {
  const report = JSON.parse(Json.report("server", ["python", "{port}"], { notes: [], startup: 90 }, all))
  assert.deepEqual([report.ok, report.points, report.maximum, report.mark], [false, 3, 4, 75])
  assert.equal(report.startupMilliseconds, 90)
  assert.deepEqual(report.cases[1], {
    id: "server.failed",
    outcome: "failed",
    points: 0,
    maximum: 1,
    expectation: "It does.",
    source: "Assignment: it says so",
    seconds: 0.25,
    notes: [],
    expected: `"a" & <b>`,
    actual: "nothing",
    program: ["the program ended with status 1"],
    conversation: [`Panda -> "x"`, `Panda <- "y"`]
  })
})

it("JUnit's XML has failures for what failed only, and everything escaped", () => {
  const xml = Junit.report("server", [
    ...all,
    result("skipped", 1, { case: { id: "a\u0001", expectation: "'", source: "", weight: 1 } })
  ])
  assert.match(xml, /tests="4" failures="1" errors="0" skipped="1" time="1.000"/)
  assert.match(xml, /<failure message="expected &quot;a&quot; &amp; &lt;b&gt;, but got nothing">the program ended/)
  assert.match(xml, /name="a\ufffd: &apos;"/)
  const points = Array.from(xml.matchAll(/name="points" value="(\d)"\/><property name="maximum" value="(\d)"/g))
  assert.deepEqual(
    points.map(([, points, maximum]) => `${points}/${maximum}`),
    ["3/3", "0/1", "0/0", "0/1"]
  )
  assert.equal(xml.split("<failure").length, 2)
  assert.equal(xml.split("<skipped").length, 2)
})

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
