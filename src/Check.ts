/**
 * `chat check`: tests any implementation of the assignment by what it sends over sockets and prints to pipes.
 *
 * The cases are in `Check/Server`, `Check/Client` and `Check/Basic`. `Check/Run` runs them, with a `Check/Program` and one
 * `Check/Peer` or several for each. This module turns their results into reports.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Launcher } from "./Check/Program/Launcher.ts"
import { Ports } from "./Check/Program/Ports.ts"
import * as Json from "./Check/Report/Json.ts"
import * as Junit from "./Check/Report/Junit.ts"
import * as Lines from "./Check/Report/Lines.ts"
import { isPassed, type Result, summarise } from "./Check/Result.ts"
import * as Run from "./Check/Run.ts"
import { select, unmatched } from "./Check/Selection.ts"
import type { Description } from "./Check/Suite.ts"
import { required, suites, type Target } from "./Check/Suites.ts"
import { fromAnswer, Timeouts } from "./Check/Timeouts.ts"
import { type OutputClosed, Stdio } from "./Stdio.ts"

export interface CheckOptions {
  readonly target: Target
  /** The program and its arguments, with their placeholders: for the report. */
  readonly program: ReadonlyArray<string>
  readonly only: ReadonlyArray<string>
  /** Seconds that an answer may take. */
  readonly timeout: number
  readonly json: boolean
  readonly points: boolean
  readonly verbose: boolean
  /** Whether the output is a terminal, where the progress of the run is shown. */
  readonly progress: boolean
}

export interface Checked {
  /** Whether the program does everything that the assignment asks for. */
  readonly passed: boolean
  /** The same results in JUnit's XML. */
  readonly junit: string
}

/** The patterns of `--only` that no case of this target matches. */
export const unknown = (target: Target, only: ReadonlyArray<string>): ReadonlyArray<string> =>
  unmatched(suites[target].cases, only)

/** A placeholder that the words of this program must have and do not have. */
export const missing = (target: Target, program: ReadonlyArray<string>): string | undefined =>
  required[target].find((name) => !program.some((word) => word.includes(`{${name}}`)))

/** The list of the cases, for a person or a program. */
export const list = (target: Target, only: ReadonlyArray<string>, json: boolean): string => {
  const cases = select(suites[target].cases, only)
  return json ? Json.list(cases) : `${cases.flatMap(Lines.listed).join("\n")}\n`
}

/** Returns to the beginning of the line and erases it, because the next line must replace the progress. */
const ERASE = "\r\u001b[K"

/** How many cases are done, and which one the run waits for. */
const progress = (cases: ReadonlyArray<Description>, done: number, current = cases[done]?.id): string =>
  current === undefined ? "" : `${done}/${cases.length} ${current}`

/** Runs the cases and prints their results. */
export const check = (options: CheckOptions): Effect.Effect<Checked, OutputClosed, Stdio | Launcher> =>
  Effect.gen(function* () {
    const stdio = yield* Stdio
    const suite = suites[options.target]
    const cases = select(suite.cases, options.only)
    const showsProgress = options.progress && !options.json
    const results: Array<Result> = []

    const show = (lines: ReadonlyArray<string>) =>
      options.json ? Effect.void : stdio.write(lines.map((line) => `${line}\n`).join(""))
    const showProgress = Effect.suspend(() =>
      showsProgress ? stdio.write(progress(cases, results.length)) : Effect.void
    )
    const erase = showsProgress ? stdio.write(ERASE) : Effect.void

    if (showsProgress) yield* stdio.write(progress(cases, 0, "the first start of the program"))
    const prepared = yield* Run.prepare(suite)
    yield* erase
    yield* show(Lines.prepared(prepared))
    yield* showProgress
    // If the program cannot be checked at all, all skipped cases have the same reason, and the summary has it.
    const isShown = ({ outcome }: Result) => outcome !== "skipped" || prepared.scriptOf !== undefined
    yield* Stream.runForEach(Run.run(prepared, cases), (result) => {
      results.push(result)
      const lines = isShown(result) ? Lines.result(result, options) : []
      return Effect.all([erase, show(lines), showProgress], { discard: true })
    })
    const summary = summarise(results)
    if (options.json) yield* stdio.write(Json.report(options.target, options.program, prepared, results))
    yield* show(Lines.summary(results, options.points))
    return { passed: isPassed(summary), junit: Junit.report(options.target, results) }
  }).pipe(Effect.provideService(Timeouts, fromAnswer(options.timeout)), Effect.provide(Ports.layer))
