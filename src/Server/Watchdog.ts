/**
 * Checks all sessions periodically for conditions that cause no event: a name that does not come, silence, a peer that
 * takes nothing. One fiber for all, because a timer or a fiber for each connection would cost more than the connection.
 *
 * Invariant: each is checked at the time that it asked for or `ROUND` later, and at least once in every `period`. A round
 * looks at everybody, so there is at most one in every `ROUND`: otherwise the expiries of many silent connections would
 * each cost a look at all of them.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** Milliseconds from one round to the next at the least: what a deadline of seconds may be late by. */
const ROUND = 250

export interface Watched {
  /** Checks at a time in milliseconds (see `Watchdog.now`), and returns in how many milliseconds to check again. */
  readonly check: (now: number) => number
}

export class Watchdog {
  private readonly watched = new Set<Watched>()
  private readonly needed = Effect.unsafeMakeLatch(false)
  /** What must be subtracted from the time of day. */
  private correction = 0
  /** Where the clock that knows no jumps would have stood at the start, had the process never been held up. */
  private startedAt: number

  constructor(
    private readonly clock: Clock.Clock,
    private readonly period: Duration.DurationInput
  ) {
    this.startedAt = this.monotonic
    this.correct()
  }

  /**
   * The time in milliseconds since the start: small numbers take no memory of their own. It stands still while the process
   * does: by as much as a round comes late, because the process or its machine was stopped or a turn was very long, all
   * deadlines move. A jump of the time of day shows in
   * it until the next round at most: asking the clock that knows no jumps takes several times as long, and this is asked for
   * every chunk.
   */
  get now(): number {
    return this.clock.unsafeCurrentTimeMillis() - this.correction
  }

  private get monotonic(): number {
    return Math.floor(Number(this.clock.unsafeCurrentTimeNanos()) / 1e6)
  }

  private correct(): void {
    this.correction = this.clock.unsafeCurrentTimeMillis() - (this.monotonic - this.startedAt)
  }

  add(watched: Watched): void {
    this.watched.add(watched)
    if (this.watched.size === 1) this.needed.unsafeOpen()
  }

  remove(watched: Watched): void {
    this.watched.delete(watched)
    if (this.watched.size === 0) this.needed.unsafeClose()
  }

  /** Waits until there is anything to check, checks it, and waits until the next round is due. */
  readonly round: Effect.Effect<void> = Effect.suspend(() => {
    this.correct()
    if (this.watched.size === 0) return this.needed.await
    const { now } = this
    let rest = Duration.toMillis(this.period)
    for (const watched of this.watched) rest = Math.min(rest, watched.check(now))
    return this.sleep(Math.max(rest, ROUND))
  })

  /** Sleeps, and leaves what it has overslept out of the time. */
  private sleep(millis: number): Effect.Effect<void> {
    const due = this.monotonic + millis
    return Effect.map(Effect.sleep(millis), () => {
      const late = this.monotonic - due
      // What is less is no more than what a deadline may be late by anyway.
      if (late > ROUND) this.startedAt += late
    })
  }
}

/** A watchdog that works until the scope closes. `period` must not be longer than anything that its sessions wait for. */
export const make = (period: Duration.DurationInput): Effect.Effect<Watchdog, never, Scope.Scope> =>
  Effect.gen(function* () {
    const watchdog = new Watchdog(yield* Clock.clockWith(Effect.succeed), period)
    yield* Effect.forkScoped(Effect.forever(watchdog.round))
    return watchdog
  })
