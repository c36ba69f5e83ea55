/**
 * `chat check`: tests any implementation of the assignment by what it sends over sockets and prints to pipes.
 *
 * The cases are in `Check/Server`, `Check/Client` and `Check/Basic`. `Check/Run` runs them, with a `Check/Program` and one
 * `Check/Peer` or several for each. This module turns their results into reports.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Grading from "./Check/Grading.ts"
import type { Launcher } from "./Check/Program/Launcher.ts"
import { Ports } from "./Check/Program/Ports.ts"
import * as Gradescope from "./Check/Report/Gradescope.ts"
import * as Json from "./Check/Report/Json.ts"
import * as Junit from "./Check/Report/Junit.ts"
import * as Lines from "./Check/Report/Lines.ts"
import * as Tap from "./Check/Report/Tap.ts"
import { isPassed, type Result, summarise } from "./Check/Result.ts"
import * as Run from "./Check/Run.ts"
import { select, unmatched } from "./Check/Selection.ts"
import type { Description } from "./Check/Suite.ts"
import { suites, type Target } from "./Check/Suites.ts"
import { fromAnswer, Timeouts } from "./Check/Timeouts.ts"
import { type OutputClosed, Stdio } from "./Stdio.ts"

export interface CheckOptions {
  readonly target: Target
  /** The program and its arguments, with their placeholders: for the report. */
  readonly program: ReadonlyArray<string>
  readonly only: ReadonlyArray<string>
  /** Points that replace those of the cases. */
  readonly weights: ReadonlyArray<Grading.Weight>
  /** Patterns of cases that may fail. */
  readonly expect: ReadonlyArray<string>
  /** Seconds that an answer may take. */
  readonly timeout: number
  readonly format: "lines" | "json" | "tap"
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
  /** The same results as Gradescope's `results.json`. */
  readonly gradescope: string
}

/** The patterns of `--only` that no case of this target matches. */
export const unknown = (target: Target, only: ReadonlyArray<string>): ReadonlyArray<string> =>
  unmatched(suites[target].cases, only)

/** The patterns that no case of any target matches: one file may be for all targets. */
export const unknownAnywhere = (patterns: ReadonlyArray<string>): ReadonlyArray<string> =>
  unmatched(
    Object.values(suites).flatMap(({ cases }) => cases),
    patterns
  )

/** The cases that are chosen, with the points that they have in this run. */
const casesOf = ({ only, target, weights }: Pick<CheckOptions, "only" | "target" | "weights">) =>
  Grading.weigh(select(suites[target].cases, only), weights)

/** The list of the cases, for a person or a program. */
export const list = (options: Pick<CheckOptions, "only" | "target" | "weights">, json: boolean): string => {
  const cases = casesOf(options)
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
    const cases = casesOf(options)
    const showsProgress = options.progress && options.format === "lines"
    const results: Array<Result> = []

    const show = (lines: ReadonlyArray<string>) =>
      options.format === "lines" ? stdio.write(lines.map((line) => `${line}\n`).join("")) : Effect.void
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
    const run = Stream.map(Run.run(prepared, cases), Grading.excuse(options.expect))
    yield* Stream.runForEach(run, (result) => {
      results.push(result)
      const lines = isShown(result) ? Lines.result(result, options) : []
      return Effect.all([erase, show(lines), showProgress], { discard: true })
    })
    if (options.format === "json") {
      yield* stdio.write(Json.report(options.target, options.program, prepared, results))
    }
    if (options.format === "tap") yield* stdio.write(Tap.report(results))
    yield* show(Lines.summary(results, options.points))
    return {
      passed: isPassed(summarise(results)),
      junit: Junit.report(options.target, results),
      gradescope: Gradescope.report(results)
    }
  }).pipe(Effect.provideService(Timeouts, fromAnswer(options.timeout)), Effect.provide(Ports.layer))
