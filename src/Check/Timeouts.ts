/** How long things may take. Every wait of a check has one of these limits, because a program may do nothing at all. */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface WaitTimes {
  /** For one reply, message or line. */
  readonly answer: Duration.Duration
  /** From the start of a program until it listens or connects. */
  readonly start: Duration.Duration
  /** How long nothing must come to conclude that nothing will, where no barrier tells. */
  readonly silence: Duration.Duration
  /**
   * The pause between two frames that must not arrive together. Frames that arrive together or in pieces are what the
   * cases about framing test, and no other case may fail because of them. It is an effect, because for a program that
   * runs in this process, as in tests, turns of the event loop are the measure, and not time.
   */
  readonly pacing: Effect.Effect<void>
  /** What waits are made of: between two of them the sockets are looked at. See `PatientClock`. */
  readonly tick: Duration.Duration
  /** For one case, from its start to its end. */
  readonly perCase: Duration.Duration
  /** For the run: no case is started after this. */
  readonly run: Duration.Duration
}

/** What one round of a select loop takes on a busy machine. */
const PACING = Duration.millis(10)

/** A hundredth of the wait for an answer: as short as a turn of the event loop on a busy machine. */
const TICK = Duration.millis(20)

/** All limits from the one for an answer, in seconds, because a slow machine is slower in everything. */
export const fromAnswer = (seconds: number): WaitTimes => ({
  answer: Duration.seconds(seconds),
  start: Duration.seconds(5 * seconds),
  silence: Duration.seconds(seconds / 5),
  pacing: Effect.sleep(PACING),
  tick: TICK,
  perCase: Duration.seconds(10 * seconds),
  run: Duration.seconds(150 * seconds)
})

/** Seconds. A correct program answers in a thousandth of it. */
export const DEFAULT_ANSWER = 2

export class Timeouts extends Context.Reference<Timeouts>()("chat/Check/Timeouts", {
  defaultValue: () => fromAnswer(DEFAULT_ANSWER)
}) {}
