/**
 * Runs cases: each with a program of its own, a few at a time, with a limit for each case and one for the run.
 *
 * A case that failed after a wait in vain is tried once more, alone, before it counts: on a busy machine time alone may
 * have failed it.
 *
 * Invariant: a run ends, with a result for every case, whatever the program does.
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import { type Failure, Mismatch } from "./Mismatch.ts"
import * as PatientClock from "./PatientClock.ts"
import type { Launcher } from "./Program/Launcher.ts"
import type { Ports } from "./Program/Ports.ts"
import { type Outcome, type Result, TOO_SLOW } from "./Result.ts"
import * as Attempt from "./Run/Attempt.ts"
import type { Description, Script, Suite } from "./Suite.ts"
import { Timeouts } from "./Timeouts.ts"

/** Cases that run at the same time: a case mostly waits, for a program to start or for what does not come. */
const CONCURRENCY = 4

/**
 * Second attempts in a row that came to the same outcome, after which no more are made, unless this process is held up:
 * it is the program then and not the machine, and each attempt takes as long as an answer may.
 */
const ENOUGH_CONFIRMATIONS = 5

const outcomeOf = ({ weight }: Description, failure: Failure | undefined): Outcome => {
  if (failure === undefined) return "passed"
  if (failure._tag === "NotTried") return "skipped"
  return weight > 0 ? "failed" : "differed"
}

const resultOf = (description: Description, attempt: Attempt.Attempt): Result => {
  const { crash, failure, program, recording, seconds, slowness } = attempt
  const mismatch = failure?._tag === "NotTried" ? failure.mismatch : failure
  const overflows = recording
    .programs()
    .some(({ program: { stderr, stdout } }) => stdout.overflowed || stderr.overflowed)
  return {
    case: description,
    outcome: outcomeOf(description, failure),
    seconds,
    slowness,
    notes: [...recording.notes(), ...(overflows ? ["It prints more than 1 MiB, of which no more was kept."] : [])],
    mismatch,
    cause: crash ?? mismatch?.cause,
    program,
    conversation: recording.lines
  }
}

/** A result without an attempt. */
export const skipped = (description: Description, mismatch: Mismatch): Result => ({
  case: description,
  outcome: "skipped",
  seconds: 0,
  slowness: 1,
  notes: [],
  mismatch,
  cause: undefined,
  program: [],
  conversation: () => []
})

/** What the first start of the program has shown. */
export interface FirstStart {
  readonly notes: ReadonlyArray<string>
  /** Milliseconds from its start until it was ready, while no other program ran. */
  readonly startup: number | undefined
}

/** The result of the first start of the program. */
export interface Prepared extends FirstStart {
  readonly suite: Suite
  /** Runs the case with this id; undefined if the program cannot be checked at all. */
  readonly scriptOf: ((id: string) => Script) | undefined
  readonly attempt: Attempt.Attempt
  /** Why the program could not be started at all, if it could not: its command line is wrong, and not the program. */
  readonly notStarted: string | undefined
}

/** Starts the program for the first time. */
export const prepare = (suite: Suite): Effect.Effect<Prepared, never, Launcher | Ports> =>
  Effect.gen(function* () {
    let scriptOf: Prepared["scriptOf"]
    const preparing = Effect.map(suite.prepare, (prepared) => {
      scriptOf = prepared
    })
    const attempt = yield* Attempt.run(preparing)
    const { recording } = attempt
    return {
      suite,
      scriptOf,
      attempt,
      notes: recording.notes(),
      startup: recording.startup(),
      notStarted: recording.notStarted()
    }
  })

/** The results if the program cannot be checked at all: the first case fails and says why, the others are skipped. */
const cannotBeChecked = ({ attempt, suite }: Prepared, cases: ReadonlyArray<Description>) =>
  cases.map((description): Result => {
    const result = resultOf(description, attempt)
    if (description.id === suite.cases[0]?.id) return { ...result, outcome: "failed" }
    return skipped(description, result.mismatch ?? new Mismatch({ expected: "a program", actual: "none" }))
  })

/** Whose turn it is: cases take a turn together with others, and second attempts alone. */
class Turns extends Context.Tag("chat/Check/Turns")<
  Turns,
  {
    readonly together: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
    readonly alone: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
    /** How many second attempts in a row have come to the same outcome as the first. */
    readonly confirmations: Ref.Ref<number>
  }
>() {
  static readonly layer: Layer.Layer<Turns> = Layer.effect(
    Turns,
    Effect.gen(function* () {
      const permits = yield* Effect.makeSemaphore(CONCURRENCY)
      return {
        together: permits.withPermits(1),
        alone: permits.withPermits(CONCURRENCY),
        confirmations: yield* Ref.make(0)
      }
    })
  )
}

/** Whether only time may have failed it, and a second attempt may show that. */
const isDoubtful = ({ failure, ranOut, slowness }: Attempt.Attempt, confirmations: number): boolean =>
  failure !== undefined && ranOut && (confirmations < ENOUGH_CONFIRMATIONS || slowness >= TOO_SLOW)

const runCase = (description: Description, script: Script): Effect.Effect<Result, never, Launcher | Ports | Turns> =>
  Effect.gen(function* () {
    const { alone, confirmations, together } = yield* Turns
    const first = yield* together(Attempt.run(script))
    const isStillDoubtful = Effect.map(Ref.get(confirmations), (count) => isDoubtful(first, count))
    if (!(yield* isStillDoubtful)) return resultOf(description, first)
    // Others may have confirmed theirs by the time that its turn has come.
    const second = Option.getOrUndefined(yield* alone(Effect.whenEffect(Attempt.run(script), isStillDoubtful)))
    if (second === undefined) return resultOf(description, first)
    const isSame = outcomeOf(description, second.failure) === outcomeOf(description, first.failure)
    yield* Ref.update(confirmations, (count) => (isSame ? count + 1 : 0))
    const result = resultOf(description, second)
    return {
      ...result,
      seconds: first.seconds + second.seconds,
      slowness: Math.max(first.slowness, second.slowness),
      notes: isSame
        ? result.notes
        : ["The first attempt ran out of time; this is the second one, alone.", ...result.notes]
    }
  })

/** The results in the order of the cases, each as soon as it and all before it are done. */
export const run = (
  prepared: Prepared,
  cases: ReadonlyArray<Description>
): Stream.Stream<Result, never, Launcher | Ports> => {
  const { scriptOf } = prepared
  if (scriptOf === undefined) return Stream.fromIterable(cannotBeChecked(prepared, cases))
  return Stream.unwrapScoped(
    Effect.gen(function* () {
      const { run: limit, tick } = yield* Timeouts
      const [clock] = PatientClock.make(yield* Effect.clock, tick)
      const ending = yield* Effect.forkScoped(Effect.withClock(Effect.sleep(limit), clock))
      const late = new Mismatch({
        expected: "a turn of this case",
        actual: `none, ${Duration.format(limit)} after the run began`
      })
      const next = (description: Description) =>
        Effect.suspend(() =>
          ending.unsafePoll() === null
            ? runCase(description, scriptOf(description.id))
            : Effect.succeed(skipped(description, late))
        )
      return Stream.mapEffect(Stream.fromIterable(cases), next, { concurrency: CONCURRENCY })
    })
  ).pipe(Stream.provideSomeLayer(Turns.layer))
}
