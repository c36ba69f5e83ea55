import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import { Mismatch } from "../../../src/Check/Mismatch.ts"
import * as Json from "../../../src/Check/Report/Json.ts"
import * as Junit from "../../../src/Check/Report/Junit.ts"
import * as Lines from "../../../src/Check/Report/Lines.ts"
import { interrupted, isPassed, mark, type Outcome, type Result, summarise } from "../../../src/Check/Result.ts"
import { all, result } from "../support/Results.ts"

describe("a summary", () => {
  it("counts, and makes a mark of the points", () => {
    const summary = summarise(all)
    const counts = { passed: 1, failed: 1, differed: 1, skipped: 0, interrupted: 0 }
    assert.deepEqual(summary, { ...counts, points: 3, maximum: 4, slowness: 1 })
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
      "Whether it does what the assignment asks for is open: not all cases could be tried."
    ])
  })

  it("of an interrupted run claim nothing, and say how many cases were not tried", () => {
    const untried = Array.from({ length: 3 }, () => result("skipped", 1, { mismatch: interrupted }))
    const tried = [result("passed", 2), result("skipped", 1)]
    const report = Lines.report({ notes: [], startup: 20 }, [...tried, ...untried], { points: true, verbose: false })
    assert.deepEqual(report, [
      "The program is ready 20 ms after its start.",
      `passed  2/2 ${"server.passed".padEnd(38)} It does.`,
      `skipped 0/1 ${"server.skipped".padEnd(38)} It does.`,
      "",
      `1 case not tried: expected "a" & <b>, but got nothing`,
      "1 of 5 cases passed, 1 could not be tried.",
      "Points so far: 2 of 6.",
      "The check was interrupted: 3 of 5 cases were not tried."
    ])
    const failed = Lines.summary([result("failed", 1), ...untried], false)
    assert.ok(failed.includes("The check was interrupted: 3 of 4 cases were not tried."))
    assert.ok(failed.every((line) => !line.startsWith("It does")))
  })

  it("end with a table of topics, where to begin, and the ids of what failed", () => {
    const of = (outcome: Outcome, id: string) =>
      result(outcome, 1, { case: { id, expectation: "", source: "", weight: 1 } })
    const results = [
      of("passed", "server.start"),
      of("failed", "server.name.first"),
      of("skipped", "server.name.spaces"),
      of("differed", "server.name.long"),
      of("failed", "server.list.one")
    ]
    const lines = Lines.summary(results, false)
    assert.deepEqual(lines.slice(0, 6), [
      "",
      "server.start             1 of 1 passed",
      "server.name              0 of 3 passed  1 failed, 1 not tried",
      "server.list              0 of 1 passed  1 failed",
      "Begin with server.name: --only server.name",
      ""
    ])
    assert.equal(lines.at(-1), "Failed: server.name.first, server.list.one")
    assert.equal(Lines.summary([result("passed", 1)], false).at(-1), "It does what the assignment asks for.")
  })

  it("say that the machine is too slow where waits were lengthened to more than the double", () => {
    const said = (slowness: number) => Lines.summary([result("passed", 1, { slowness })], false).join("\n")
    assert.match(said(3.14), /This machine is too slow: .* 3\.1 times/)
    assert.doesNotMatch(said(1.9), /too slow/)
  })

  it("warn of a program that is slower than the course's own test allows", () => {
    assert.match(Lines.ready({ notes: [], startup: 150 }).join(), /150 ms.*gives it 100 ms/)
    assert.doesNotMatch(Lines.ready({ notes: [], startup: 90 }).join(), /100 ms/)
  })
})

describe("the cause of many failures", () => {
  const short = (count: number, cause: string | undefined) =>
    Array.from({ length: count }, () => result("failed", 1, { cause }))
  const begin = (results: ReadonlyArray<Result>) =>
    Lines.report({ notes: [], startup: 20 }, results, { points: false, verbose: false }).slice(0, 2)

  it("is what the report begins with", () => {
    const cause = "messages of 185 bytes instead of 200"
    const different = [new Mismatch({ expected: "one", actual: "two" }), new Mismatch({ expected: "a", actual: "b" })]
    const others = different.map((mismatch) => result("failed", 1, { mismatch }))
    assert.deepEqual(begin([...others, ...short(5, cause), result("passed", 1)]), [
      `5 of 7 failures have one cause: ${cause}.`,
      "The program is ready 20 ms after its start."
    ])
    assert.equal(begin(short(6, cause))[0], `All 6 failures have one cause: ${cause}.`)
  })

  it("is one and the same mismatch, where nothing else is known, and no cause of few", () => {
    assert.match(begin(short(5, undefined))[0] ?? "", /^All 5 failures have one cause: expected "a" & <b>, but got/)
    assert.match(begin([...short(4, "a"), ...short(4, "b")])[0] ?? "", /^The program is ready/)
  })

  it("is in JSON with the ids of its cases, and the larger one comes first", () => {
    const results = [...short(5, "less"), ...short(6, "more")]
    const { causes } = JSON.parse(Json.report("server", [], { notes: [], startup: 1 }, results))
    assert.deepEqual(
      causes.map(({ cases, cause }: { cases: ReadonlyArray<string>; cause: string }) => [cause, cases.length]),
      [
        ["more", 6],
        ["less", 5]
      ]
    )
  })

  it("has cases that were not tried for one reason have no line each", () => {
    const skipped = Array.from({ length: 5 }, () => result("skipped", 1))
    const lines = Lines.report({ notes: [], startup: 1 }, skipped, { points: false, verbose: false })
    assert.deepEqual(
      lines.filter((line) => line.includes("skipped ")),
      []
    )
    assert.ok(lines.includes(`5 cases not tried: expected "a" & <b>, but got nothing`))
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
    cause: null,
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
