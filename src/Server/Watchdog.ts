/**
 * Looks at every session again and again, for what no event tells: a name that does not come, silence, a peer that takes
 * nothing. One fiber for all, because a timer or a fiber for each connection would cost more than the connection does.
 *
 * Invariant: each is looked at when it asked to be, and at least once in every `period`.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface Watched {
  /** Looks, at a time in milliseconds (see `Patrol.now`), and answers in how many milliseconds to look again at the latest. */
  readonly check: (now: number) => number
}

export class Watchdog {
  private readonly watched = new Set<Watched>()
  private readonly needed = Effect.unsafeMakeLatch(false)
  /** What is to be added to the time of day. */
  private correction = 0

  constructor(
    private readonly clock: Clock.Clock,
    private readonly period: Duration.DurationInput
  ) {
    this.correct()
  }

  /**
   * The time in milliseconds, since some moment. A jump of the time of day shows in it until the next round at most: asking
   * the clock that knows no jumps takes several times as long, and this is asked for every chunk.
   */
  get now(): number {
    return this.clock.unsafeCurrentTimeMillis() + this.correction
  }

  private correct(): void {
    this.correction =
      Math.floor(Number(this.clock.unsafeCurrentTimeNanos()) / 1e6) - this.clock.unsafeCurrentTimeMillis()
  }

  add(one: Watched): void {
    this.watched.add(one)
    if (this.watched.size === 1) this.needed.unsafeOpen()
  }

  remove(one: Watched): void {
    this.watched.delete(one)
    if (this.watched.size === 0) this.needed.unsafeClose()
  }

  /** Waits until there is anything to look at, looks, and waits until it is time to look again. */
  readonly round: Effect.Effect<void> = Effect.suspend(() => {
    this.correct()
    if (this.watched.size === 0) return this.needed.await
    const { now } = this
    let rest = Duration.toMillis(this.period)
    for (const one of this.watched) rest = Math.min(rest, one.check(now))
    return Effect.sleep(rest)
  })
}

/** A patrol that goes round until the scope closes. `period` is not longer than anything that its sessions wait for. */
export const make = (period: Duration.DurationInput): Effect.Effect<Watchdog, never, Scope.Scope> =>
  Effect.gen(function* () {
    const patrol = new Watchdog(yield* Clock.clockWith(Effect.succeed), period)
    yield* Effect.forkScoped(Effect.forever(patrol.round))
    return patrol
  })
