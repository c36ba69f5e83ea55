/** How long things may take: everything a check waits for has one of these bounds. */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface WaitTimes {
  /** For one answer, message or line. */
  readonly answer: Duration.Duration
  /** For a program to listen, or to connect, once it is started. */
  readonly start: Duration.Duration
  /** Without anything coming, to believe that nothing comes, where a program answers no question that would tell. */
  readonly silence: Duration.Duration
  /**
   * Between two frames that are not meant to arrive together: how frames arrive in pieces and in heaps is for the cases
   * about framing to try, and no other case fails by it. An effect, because time is no measure for a program that runs
   * in this very process, as in tests.
   */
  readonly pacing: Effect.Effect<void>
  /** For one case from beginning to end. */
  readonly perCase: Duration.Duration
  /** For the run: cases that have not begun by then are not begun. */
  readonly run: Duration.Duration
}

/** What a select loop on a busy machine takes to come round. */
const PACING = Duration.millis(10)

/** All of them from the first: a slower machine is slower in everything. Seconds. */
export const fromAnswer = (seconds: number): WaitTimes => ({
  answer: Duration.seconds(seconds),
  start: Duration.seconds(5 * seconds),
  silence: Duration.seconds(seconds / 5),
  pacing: Effect.sleep(PACING),
  perCase: Duration.seconds(10 * seconds),
  run: Duration.seconds(150 * seconds)
})

/** Seconds for an answer. A program in order answers in a thousandth of it. */
export const DEFAULT_ANSWER = 2

export class Timeouts extends Context.Reference<Timeouts>()("chat/Check/Timeouts", {
  defaultValue: () => fromAnswer(DEFAULT_ANSWER)
}) {}
