import assert from "node:assert/strict"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Progress from "../../../src/Check/Report/Progress.ts"
import type { Outcome, Result } from "../../../src/Check/Result.ts"

const cases = ["a.start", "a.name.first", "a.name.long"].map((id) => ({ id, expectation: "", source: "", weight: 1 }))

const results = (...outcomes: ReadonlyArray<Outcome>): ReadonlyArray<Result> =>
  cases.slice(0, outcomes.length).map((description, index) => ({
    case: description,
    outcome: outcomes[index] ?? "passed",
    seconds: 0,
    slowness: 1,
    notes: [],
    mismatch: undefined,
    cause: undefined,
    program: [],
    conversation: () => []
  }))

/** What the progress of a run writes. */
const written = (columns: number | undefined) => {
  const lines: Array<string> = []
  const write = (text: Uint8Array | string) => Effect.sync(() => void lines.push(String(text)))
  const progress = Progress.make({ input: Stream.empty, write, writeError: () => Effect.void }, cases, columns)
  return { lines, progress }
}

it.effect(
  "the progress of a run replaces itself: what is done, what is waited for, and what fails, the last first",
  () =>
    Effect.gen(function* () {
      const { lines, progress } = written(80)
      yield* progress.show([], "the first start")
      yield* progress.show(results("failed"))
      yield* progress.show(results("failed", "failed"))
      yield* progress.show(results("failed", "failed", "passed"))
      yield* progress.erase
      assert.deepEqual(lines, [
        "\r\u001b[K0/3 the first start",
        "\r\u001b[K1/3 a.name.first, 1 failed: a.start",
        "\r\u001b[K2/3 a.name.long, 2 failed: a.name.first, a.start",
        "\r\u001b[K",
        "\r\u001b[K"
      ])
    })
)

it.effect("the progress of a run fits the terminal, and is nothing on a pipe", () =>
  Effect.gen(function* () {
    const narrow = written(20)
    yield* narrow.progress.show(results("failed"))
    assert.deepEqual(narrow.lines, ["\r\u001b[K1/3 a.name.first, 1"])
    const pipe = written(undefined)
    yield* pipe.progress.show(results("failed"))
    yield* pipe.progress.erase
    assert.deepEqual(pipe.lines, [])
  })
)
