/**
 * Runs cases: each with a program of its own, a few at a time, with a limit for each case and one for the run.
 *
 * Invariant: a run ends, with a result for every case, whatever the program does.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Format from "./Format.ts"
import { Mismatch } from "./Mismatch.ts"
import type { Launcher } from "./Program/Launcher.ts"
import type { Ports } from "./Program/Ports.ts"
import { type Program, showEnding } from "./Program.ts"
import type { Result } from "./Result.ts"
import type { Description, Environment, Suite } from "./Suite.ts"
import { Timeouts } from "./Timeouts.ts"
import * as Trace from "./Trace.ts"

/** Cases that run at the same time: a case mostly waits, for a program to start or for what does not come. */
const CONCURRENCY = 4

/** Lines of standard error in a report: the last lines of a traceback say what went wrong. */
const STDERR_LINES = 12

/** How a program ended, if it did, and the last lines of its standard error. */
const describe = (program: Program): Effect.Effect<ReadonlyArray<string>> =>
  Effect.gen(function* () {
    // A program that breaks its connections is about to end, and how it ends is worth a short wait.
    const { silence } = yield* Timeouts
    const ending = yield* Effect.timeoutOption(program.ending, silence)
    const end = Option.match(ending, { onNone: () => [], onSome: (ending) => [`${showEnding(ending)}`] })
    const lines = program.stderr.text.trimEnd().split("\n").slice(-STDERR_LINES)
    const said = lines.filter((line) => line !== "").map((line) => `its standard error: ${Format.text(line)}`)
    return [...end, ...said]
  })

interface Ended {
  readonly mismatch: Mismatch | undefined
  readonly program: ReadonlyArray<string>
}

const passed: Ended = { mismatch: undefined, program: [] }

/** Runs a script within the limit. If it fails, describes the program before the scope ends it. */
const runScript = (
  script: Effect.Effect<unknown, Mismatch, Environment>,
  recording: Trace.Recording,
  limit: Duration.Duration
): Effect.Effect<Ended, never, Launcher | Ports | Trace.Trace> =>
  Effect.timeoutFail(script, {
    duration: limit,
    onTimeout: () =>
      new Mismatch({ expected: "an end of the conversation", actual: `no end of it within ${Duration.format(limit)}` })
  }).pipe(
    Effect.as(passed),
    Effect.catchAll((mismatch) =>
      Effect.map(Effect.forEach(recording.programs(), describe), (said) => ({ mismatch, program: said.flat() }))
    ),
    Effect.scoped
  )

const timed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.timed(effect), ([took, value]) => ({ seconds: Duration.toSeconds(took), value }))

const runCase = (
  description: Description,
  script: Effect.Effect<void, Mismatch, Environment>
): Effect.Effect<Result, never, Launcher | Ports> =>
  Effect.gen(function* () {
    const { perCase } = yield* Timeouts
    const [trace, recording] = yield* Trace.make
    const { seconds, value } = yield* timed(
      Effect.provideService(runScript(script, recording, perCase), Trace.Trace, trace)
    )
    const overflows = recording.programs().some(({ stderr, stdout }) => stdout.overflowed || stderr.overflowed)
    return {
      case: description,
      outcome: value.mismatch === undefined ? "passed" : description.weight > 0 ? "failed" : "differed",
      seconds,
      notes: [...recording.notes(), ...(overflows ? ["It prints more than 1 MiB, of which no more was kept."] : [])],
      ...value,
      conversation: recording.lines
    }
  })

const skipped = (description: Description, mismatch: Mismatch): Result => ({
  case: description,
  outcome: "skipped",
  seconds: 0,
  notes: [],
  mismatch,
  program: [],
  conversation: () => []
})

/** The result of the first start of the program. */
export interface Prepared {
  readonly suite: Suite
  /** Runs the case with this id; undefined if the program cannot be checked at all. */
  readonly scriptOf: ((id: string) => Effect.Effect<void, Mismatch, Environment>) | undefined
  readonly ended: Ended
  readonly seconds: number
  readonly notes: ReadonlyArray<string>
  /** Milliseconds from its start until it was ready, while no other program ran. */
  readonly startup: number | undefined
}

/** Starts the program for the first time. */
export const prepare = (suite: Suite): Effect.Effect<Prepared, never, Launcher | Ports> =>
  Effect.gen(function* () {
    const { perCase } = yield* Timeouts
    const [trace, recording] = yield* Trace.make
    let scriptOf: Prepared["scriptOf"]
    const preparing = Effect.map(suite.prepare, (prepared) => {
      scriptOf = prepared
    })
    const { seconds, value } = yield* timed(
      Effect.provideService(runScript(preparing, recording, perCase), Trace.Trace, trace)
    )
    return { suite, scriptOf, ended: value, seconds, notes: recording.notes(), startup: recording.startup() }
  })

/** The results if the program cannot be checked at all: the first case fails and says why, the others are skipped. */
const cannotBeChecked = ({ ended, notes, seconds, suite }: Prepared, cases: ReadonlyArray<Description>) => {
  const mismatch = ended.mismatch ?? new Mismatch({ expected: "a program", actual: "none" })
  return cases.map((description): Result => {
    const result = skipped(description, mismatch)
    if (description.id !== suite.cases[0]?.id) return result
    return { ...result, outcome: "failed", seconds, notes, program: ended.program }
  })
}

/** The results in the order of the cases, each as soon as it and all before it are done. */
export const run = (
  prepared: Prepared,
  cases: ReadonlyArray<Description>
): Stream.Stream<Result, never, Launcher | Ports> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { scriptOf } = prepared
      if (scriptOf === undefined) return Stream.fromIterable(cannotBeChecked(prepared, cases))
      const timeouts = yield* Timeouts
      const end = (yield* Clock.currentTimeMillis) + Duration.toMillis(timeouts.run)
      const late = new Mismatch({
        expected: "a turn of this case",
        actual: `none, ${Duration.format(timeouts.run)} after the run began`
      })
      const next = (description: Description) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          now < end ? runCase(description, scriptOf(description.id)) : Effect.succeed(skipped(description, late))
        )
      return Stream.mapEffect(Stream.fromIterable(cases), next, { concurrency: CONCURRENCY })
    })
  )
