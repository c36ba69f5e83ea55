/** One attempt at a script: in a scope, a trace and a clock of its own, and within a limit. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type Failure, Mismatch } from "../Mismatch.ts"
import * as PatientClock from "../PatientClock.ts"
import * as LastWords from "../Program/LastWords.ts"
import type { Launcher } from "../Program/Launcher.ts"
import type { Ports } from "../Program/Ports.ts"
import type { Environment } from "../Suite.ts"
import { Timeouts } from "../Timeouts.ts"
import * as Trace from "../Trace.ts"

export interface Attempt {
  /** Why the script did not come to its end, if it did not. */
  readonly failure: Failure | undefined
  /** How the program ended if it did, and what it said last, if the script did not come to its end. */
  readonly program: ReadonlyArray<string>
  /** The crash of a program, in words that are the same for each crash at one place. */
  readonly crash: string | undefined
  readonly recording: Trace.Recording
  readonly seconds: number
  /** Whether something was waited for in vain: without that, time had no part in the failure. */
  readonly ranOut: boolean
  /** By what factor the waits were lengthened, because this process was held up. */
  readonly slowness: number
}

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
          return Effect.map(LastWords.ofAll(recording.programs()), ({ crash, lines }) => ({
            failure,
            ranOut,
            program: lines,
            crash
          }))
        },
        onSuccess: () =>
          Effect.succeed({ failure: undefined, ranOut: observed.ranOut(), program: [], crash: undefined })
      }),
      Effect.scoped,
      Effect.provideService(Trace.Trace, trace),
      Effect.timed,
      Effect.withClock(clock)
    )
    return { ...ended, recording, seconds: Duration.toSeconds(took), slowness: observed.slowness() }
  })
