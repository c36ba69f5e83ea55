/** What a basic server has printed, line by line. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { Complaint } from "../Complaint.ts"
import { Patience } from "../Patience.ts"
import type { Program } from "../Program.ts"
import * as Show from "../Show.ts"
import { note, type Trace } from "../Trace.ts"

/** The lines, without blank ones: whether a newline follows a text that ends in one is open. */
const linesOf = (output: string): ReadonlyArray<string> =>
  output
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")

/** Whether they are all there, in this order; others may stand between them. */
const inOrder = (lines: ReadonlyArray<string>, expected: ReadonlyArray<string>): boolean => {
  let found = 0
  for (const line of lines) if (line === expected[found]) found++
  return found === expected.length
}

/** The program comes to print these lines, in this order. What it prints beside them is noted. */
export const prints = (program: Program, ...expected: ReadonlyArray<string>): Effect.Effect<void, Complaint, Trace> =>
  Effect.gen(function* () {
    const { answer } = yield* Patience
    const { stdout } = program
    const wanted = `it prints the lines ${Show.texts(expected)}`
    yield* Effect.timeoutFail(
      stdout.until((output) => inOrder(linesOf(output), expected)),
      {
        duration: answer,
        onTimeout: () =>
          new Complaint({ expected: wanted, came: `within ${Duration.format(answer)} ${Show.text(stdout.text)}` })
      }
    )
    const others = linesOf(stdout.text).filter((line) => !expected.includes(line))
    if (others.length > 0) yield* note(`It prints other lines too: ${Show.texts(others)}.`)
  })
