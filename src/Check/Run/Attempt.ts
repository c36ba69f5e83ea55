/** One attempt at a script: in a scope, a trace and a clock of its own, and within a limit. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Format from "../Format.ts"
import { type Failure, Mismatch } from "../Mismatch.ts"
import * as PatientClock from "../PatientClock.ts"
import type { Launcher } from "../Program/Launcher.ts"
import type { Output } from "../Program/Output.ts"
import type { Ports } from "../Program/Ports.ts"
import { type Program, showEnding } from "../Program.ts"
import type { Environment } from "../Suite.ts"
import { Timeouts } from "../Timeouts.ts"
import * as Trace from "../Trace.ts"

/** Lines of standard error in a report: the last lines of a traceback say what went wrong. */
const STDERR_LINES = 12

/** Lines of standard output: some programs print there what went wrong. */
const STDOUT_LINES = 4

export interface Attempt {
  /** Why the script did not come to its end, if it did not. */
  readonly failure: Failure | undefined
  /** How the program ended if it did, and what it said last, if the script did not come to its end. */
  readonly program: ReadonlyArray<string>
  readonly recording: Trace.Recording
  readonly seconds: number
  /** Whether something was waited for in vain: without that, time had no part in the failure. */
  readonly ranOut: boolean
  /** By what factor the waits were lengthened, because this process was held up. */
  readonly slowness: number
}

const lastLines = (output: Output, count: number, what: string): ReadonlyArray<string> => {
  const lines = output.text.trimEnd().split("\n").slice(-count)
  return lines.filter((line) => line !== "").map((line) => `${what}: ${Format.text(line)}`)
}

/** How each program ended, if it did, and the last lines of what it printed; which one, if there are several. */
const describeAll = (programs: ReadonlyArray<Trace.Watched>) =>
  Effect.forEach(programs, ({ program, who }) =>
    Effect.map(describe(program), (lines) => (programs.length === 1 ? lines : lines.map((line) => `${who}: ${line}`)))
  ).pipe(Effect.map((said) => said.flat()))

const describe = (program: Program): Effect.Effect<ReadonlyArray<string>> =>
  Effect.gen(function* () {
    // A program that breaks its connections is about to end, and how it ends is worth a short wait.
    const { silence } = yield* Timeouts
    const ending = yield* Effect.timeoutOption(program.ending, silence)
    return [
      ...Option.match(ending, { onNone: () => [], onSome: (ending) => [showEnding(ending)] }),
      ...lastLines(program.stdout, STDOUT_LINES, "its standard output"),
      ...lastLines(program.stderr, STDERR_LINES, "its standard error")
    ]
  })

/** Runs a script once. If it fails, describes the program before the scope ends it. */
export const run = (
  script: Effect.Effect<unknown, Failure, Environment>
): Effect.Effect<Attempt, never, Launcher | Ports> =>
  Effect.gen(function* () {
    const { perCase, tick } = yield* Timeouts
    const [trace, recording] = yield* Trace.make
    const [clock, observed] = PatientClock.make(yield* Effect.clock, tick)
    const limited = Effect.timeoutFail(script, {
      duration: perCase,
      onTimeout: () =>
        new Mismatch({
          expected: "an end of the conversation",
          actual: `no end of it within ${Duration.format(perCase)}`
        })
    })
    const [took, ended] = yield* limited.pipe(
      Effect.matchEffect({
        onFailure: (failure) => {
          const ranOut = observed.ranOut()
          return Effect.map(describeAll(recording.programs()), (program) => ({ failure, ranOut, program }))
        },
        onSuccess: () => Effect.succeed({ failure: undefined, ranOut: observed.ranOut(), program: [] })
      }),
      Effect.scoped,
      Effect.provideService(Trace.Trace, trace),
      Effect.timed,
      Effect.withClock(clock)
    )
    return { ...ended, recording, seconds: Duration.toSeconds(took), slowness: observed.slowness() }
  })
