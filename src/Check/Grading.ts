/**
 * What a course changes in the judgement: the points of cases (`--weights`), and cases that may fail (`--expect`). Pure.
 *
 * Both are files of lines: a pattern as `--only` has them, and for weights the points after it. What follows a `#`, and
 * blank lines, are no matter.
 */
import * as Data from "effect/Data"
import * as Either from "effect/Either"
import type { Result } from "./Result.ts"
import { matches } from "./Selection.ts"
import type { Description } from "./Suite.ts"

/** The cases that a pattern matches have these points; 0: they go beyond what the course asks for. */
export interface Weight {
  readonly pattern: string
  readonly points: number
}

/** A line that does not say what it should. */
export class WrongLine extends Data.TaggedError("WrongLine")<{
  /** From 1 on. */
  readonly number: number
  readonly text: string
}> {}

interface Line {
  readonly number: number
  readonly words: ReadonlyArray<string>
  readonly text: string
}

const linesOf = (file: string): ReadonlyArray<Line> =>
  file
    .split("\n")
    .map((line, index) => ({ number: index + 1, text: line.replace(/#.*/, "").trim() }))
    .filter(({ text }) => text !== "")
    .map((line) => ({ ...line, words: line.text.split(/\s+/) }))

/** A number without a sign, such as 2 or 0.5. */
const POINTS = /^\d+(\.\d+)?$/

const wrong = ({ number, text }: Line) => Either.left(new WrongLine({ number, text }))

/** The lines of `--weights`: a pattern and its points each. */
export const weights = (file: string): Either.Either<ReadonlyArray<Weight>, WrongLine> =>
  Either.all(
    linesOf(file).map((line) => {
      const [pattern = "", points = "", ...others] = line.words
      if (others.length > 0 || !POINTS.test(points)) return wrong(line)
      return Either.right({ pattern, points: Number(points) })
    })
  )

/** The lines of `--expect`: a pattern each. */
export const expectations = (file: string): Either.Either<ReadonlyArray<string>, WrongLine> =>
  Either.all(linesOf(file).map((line) => (line.words.length === 1 ? Either.right(line.words[0] ?? "") : wrong(line))))

/** The cases with these points; of several lines that match a case the last one counts. */
export const weigh = (cases: ReadonlyArray<Description>, weights: ReadonlyArray<Weight>): ReadonlyArray<Description> =>
  cases.map((description) => {
    const last = weights.findLast(({ pattern }) => matches(pattern, description.id))
    return last === undefined ? description : { ...description, weight: last.points }
  })

/** The result, where the case may fail: if it did not pass, that is a difference and costs nothing. */
export const excuse =
  (expected: ReadonlyArray<string>) =>
  (result: Result): Result => {
    const { case: description, notes, outcome } = result
    const isExpected = expected.some((pattern) => matches(pattern, description.id))
    if (outcome === "passed" || !isExpected) return result
    return {
      ...result,
      case: { ...description, weight: 0 },
      outcome: "differed",
      notes: [...notes, "It may fail: --expect names it."]
    }
  }
