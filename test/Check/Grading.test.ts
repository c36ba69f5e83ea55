import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as Grading from "../../src/Check/Grading.ts"
import type { Outcome, Result } from "../../src/Check/Result.ts"

const description = (id: string, weight: number) => ({ id, expectation: "", source: "", weight })

const weighed = (file: string) =>
  Grading.weigh(
    [description("server.start", 1), description("server.list.one", 2)],
    Either.getOrThrow(Grading.weights(file))
  ).map(({ weight }) => weight)

describe("weights", () => {
  it("replace those of the cases that a pattern matches, and the last line counts", () => {
    assert.deepEqual(weighed(""), [1, 2])
    assert.deepEqual(weighed("server.list 5"), [1, 5])
    assert.deepEqual(weighed("*.one 5\n\n  # all\nserver 0.5 # half\r\n"), [0.5, 0.5])
  })

  it.each(["server", "server one", "server 1 2", "server -1", "server 1e3", "server ."])("are not %s", (line) => {
    const wrong = Either.flip(Grading.weights(`# one\n${line} # two\n`)).pipe(Either.getOrThrow)
    assert.deepEqual([wrong.number, wrong.text], [2, line])
  })
})

const result = (outcome: Outcome): Result => ({
  case: description("server.start", 2),
  outcome,
  seconds: 1,
  slowness: 1,
  notes: ["seen"],
  mismatch: undefined,
  cause: undefined,
  program: [],
  conversation: () => []
})

describe("a case that may fail", () => {
  it.each(["failed", "skipped", "differed"] as const)("differs and has no weight where it has %s", (outcome) => {
    const excused = Grading.excuse(["server.*"])(result(outcome))
    assert.deepEqual([excused.outcome, excused.case.weight, excused.notes.length], ["differed", 0, 2])
  })

  it("keeps its points where it passes, and so does one that must not fail", () => {
    const [passed, failed] = [result("passed"), result("failed")]
    assert.equal(Grading.excuse(["server.*"])(passed), passed)
    assert.equal(Grading.excuse(["client"])(failed), failed)
  })
})
