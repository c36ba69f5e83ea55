/** What a basic server has printed, line by line: lines of other text are allowed, because the assignment allows them. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import type { Program } from "../Program.ts"
import { Timeouts } from "../Timeouts.ts"
import { note, type Trace } from "../Trace.ts"

/** The lines, without blank ones: whether a newline follows a text that ends in one is left open. */
const linesOf = (output: string): ReadonlyArray<string> =>
  output
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")

/** Whether all expected lines are there, in this order; others may be between them. */
const inOrder = (lines: ReadonlyArray<string>, expected: ReadonlyArray<string>): boolean => {
  let found = 0
  for (const line of lines) if (line === expected[found]) found++
  return found === expected.length
}

/** The program prints these lines, in this order. Other lines are noted. */
export const expectLines = (
  program: Program,
  ...expected: ReadonlyArray<string>
): Effect.Effect<void, Mismatch, Trace> =>
  Effect.gen(function* () {
    const { answer } = yield* Timeouts
    const { stdout } = program
    const wanted = `it prints the lines ${Format.texts(expected)}`
    yield* Effect.timeoutFail(
      stdout.until((output) => inOrder(linesOf(output), expected)),
      {
        duration: answer,
        onTimeout: () =>
          new Mismatch({ expected: wanted, actual: `within ${Duration.format(answer)} ${Format.text(stdout.text)}` })
      }
    )
    const others = linesOf(stdout.text).filter((line) => !expected.includes(line))
    if (others.length > 0) yield* note(`It prints other lines too: ${Format.texts(others)}.`)
  })
