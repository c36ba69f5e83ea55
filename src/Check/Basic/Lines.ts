/** What a basic server has printed, line by line. Whether other lines may be among them is for one case alone. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import type { Program } from "../Program.ts"
import { Timeouts } from "../Timeouts.ts"

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

/** The program prints these lines, in this order; others may be between them. */
export const expectLines = (program: Program, ...expected: ReadonlyArray<string>): Effect.Effect<void, Mismatch> =>
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
  })

/** No other lines are printed, also not shortly after. */
export const expectNoOthers = (program: Program, ...expected: ReadonlyArray<string>): Effect.Effect<void, Mismatch> =>
  Effect.gen(function* () {
    const { silence } = yield* Timeouts
    yield* Effect.sleep(silence)
    const others = linesOf(program.stdout.text).filter((line) => !expected.includes(line))
    if (others.length > 0) {
      return yield* new Mismatch({
        expected: `it prints the lines ${Format.texts(expected)}, and no others`,
        actual: `also ${Format.texts(others)}`
      })
    }
  })
