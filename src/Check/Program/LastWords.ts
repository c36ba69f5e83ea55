/** How programs ended, if they did, and what they printed last: in the words of a report. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Format from "../Format.ts"
import { type Ending, type Program, showEnding } from "../Program.ts"
import { Timeouts } from "../Timeouts.ts"
import type { Watched } from "../Trace.ts"
import type { Output } from "./Output.ts"

/** Lines of standard error in a report: the last lines of a traceback say what went wrong. */
const STDERR_LINES = 12

/** Lines of standard output: some programs print there what went wrong. */
const STDOUT_LINES = 4

export interface LastWords {
  readonly lines: ReadonlyArray<string>
  /** A crash, in words that are the same for each crash at one place. */
  readonly crash: string | undefined
}

const lastLines = (output: Output, count: number, what: string): ReadonlyArray<string> => {
  const lines = output.text.trimEnd().split("\n").slice(-count)
  return lines.filter((line) => line !== "").map((line) => `${what}: ${Format.text(line)}`)
}

/** What went wrong, as Python, Node, Java and others say it. */
const ERROR = /^(\w+[.:])*\w*(Error|Exception)\b.*/

/** Where: `File "server.py", line 40, in receive`, or `at receive (server.mjs:40:7)`. */
const PLACE = /(, line \d+|:\d+:\d+\)?$)/

/** A program that crashes says on standard error what went wrong, and where. */
const crashOf = ({ stderr }: Program, { status }: Ending): string | undefined => {
  if (status === 0 || stderr.text.trim() === "") return undefined
  const lines = stderr.text.split("\n").map((line) => line.trim())
  const error = lines.findLast((line) => ERROR.test(line)) ?? lines.findLast((line) => line !== "") ?? ""
  // Python names the innermost place last, and Node first.
  const places = lines.filter((line) => PLACE.test(line) && line !== error)
  const place = places.find((line) => line.startsWith("at ")) ?? places.at(-1)
  return `a crash, ${Format.text(error)}${place === undefined ? "" : `, ${place}`}`
}

const of = (program: Program): Effect.Effect<LastWords> =>
  Effect.gen(function* () {
    // A program that breaks its connections is about to end, and how it ends is worth a short wait.
    const { silence } = yield* Timeouts
    const ending = yield* Effect.timeoutOption(program.ending, silence)
    return {
      lines: [
        ...Option.match(ending, { onNone: () => [], onSome: (ending) => [showEnding(ending)] }),
        ...lastLines(program.stdout, STDOUT_LINES, "its standard output"),
        ...lastLines(program.stderr, STDERR_LINES, "its standard error")
      ],
      crash: Option.getOrUndefined(Option.map(ending, (ending) => crashOf(program, ending)))
    }
  })

/** The last words of the programs of a case, with which one it is that said them, if there are several. */
export const ofAll = (programs: ReadonlyArray<Watched>): Effect.Effect<LastWords> =>
  Effect.map(
    Effect.forEach(programs, ({ program, who }) => Effect.map(of(program), (words) => ({ ...words, who }))),
    (all) => ({
      lines: all.flatMap(({ lines, who }) => (all.length === 1 ? lines : lines.map((line) => `${who}: ${line}`))),
      crash: all.find(({ crash }) => crash !== undefined)?.crash
    })
  )
