/**
 * `chat check`: tests any implementation of the assignment by what it sends over sockets and prints to pipes.
 *
 * The cases are in `Check/Server`, `Check/Client` and `Check/Basic`. `Check/Run` runs them, with a `Check/Program` and one
 * `Check/Peer` or several for each. This module turns their results into reports.
 */
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Stream from "effect/Stream"
import * as Grading from "./Check/Grading.ts"
import { Mismatch } from "./Check/Mismatch.ts"
import type { Launcher } from "./Check/Program/Launcher.ts"
import { Ports } from "./Check/Program/Ports.ts"
import * as Gradescope from "./Check/Report/Gradescope.ts"
import * as Json from "./Check/Report/Json.ts"
import * as Junit from "./Check/Report/Junit.ts"
import * as Lines from "./Check/Report/Lines.ts"
import * as Progress from "./Check/Report/Progress.ts"
import * as Tap from "./Check/Report/Tap.ts"
import { interrupted, isPassed, type Result, summarise } from "./Check/Result.ts"
import * as Run from "./Check/Run.ts"
import { select, unmatched } from "./Check/Selection.ts"
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
  /** Whether the run ends at the first failure. */
  readonly failFast: boolean
  /** The columns of the terminal on which the progress of the run is shown; undefined: the output is none. */
  readonly columns: number | undefined
}

export interface Checked {
  /** Whether the program does everything that the assignment asks for. */
  readonly passed: boolean
  /** Why the program could not be started at all, if it could not: then there is no report for people to read. */
  readonly notStarted: string | undefined
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

/** Why a case was not tried after a failure. */
const failedFast = new Mismatch({
  expected: "a turn of this case",
  actual: "none: --fail-fast ends the run at the first failure"
})

/** The list of the cases, for a person or a program. */
export const list = (options: Pick<CheckOptions, "only" | "target" | "weights">, json: boolean): string => {
  const cases = casesOf(options)
  return json ? Json.list(cases) : `${cases.flatMap(Lines.listed).join("\n")}\n`
}

/**
 * Runs the cases and prints their results at the end, because what matters most comes first. Whoever interrupts a long run
 * gets the report of what there is, which says that it is not all.
 */
export const check = (options: CheckOptions): Effect.Effect<Checked, OutputClosed, Stdio | Launcher> =>
  Effect.gen(function* () {
    const stdio = yield* Stdio
    const { failFast, format, program, target } = options
    const cases = casesOf(options)
    const progress = Progress.make(stdio, cases, format === "lines" ? options.columns : undefined)
    const results: Array<Result> = []
    let firstStart: Run.FirstStart = { notes: [], startup: undefined }

    const report = (): string => {
      switch (format) {
        case "lines":
          return Lines.report(firstStart, results, options)
            .map((line) => `${line}\n`)
            .join("")
        case "json":
          return Json.report(target, program, firstStart, results)
        case "tap":
          return Tap.report(results)
      }
    }
    const print = Effect.suspend(() => Effect.zipRight(progress.erase, stdio.write(report())))
    /** The cases that have no result were not tried for this reason. */
    const skipRest = (reason: Mismatch) =>
      Effect.sync(() => {
        for (const description of cases.slice(results.length)) results.push(Run.skipped(description, reason))
      })

    const run = Effect.gen(function* () {
      yield* progress.show([], "the first start of the program")
      const prepared = yield* Run.prepare(suites[target])
      firstStart = prepared
      yield* progress.show(results)
      yield* Stream.map(Run.run(prepared, cases), Grading.excuse(options.expect)).pipe(
        failFast ? Stream.takeUntil(({ outcome }) => outcome === "failed") : identity,
        Stream.runForEach((result) => {
          results.push(result)
          return progress.show(results)
        })
      )
      return prepared
    })
    const { notStarted } = yield* Effect.onInterrupt(run, () =>
      Effect.ignore(Effect.zipRight(skipRest(interrupted), print))
    )
    yield* skipRest(failedFast)
    yield* notStarted !== undefined && format === "lines" ? progress.erase : print
    return {
      passed: isPassed(summarise(results)),
      notStarted,
      junit: Junit.report(target, results),
      gradescope: Gradescope.report(results)
    }
  }).pipe(Effect.provideService(Timeouts, fromAnswer(options.timeout)), Effect.provide(Ports.layer))
