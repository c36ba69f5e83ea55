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

export interface Patrolled {
  /** Looks, at a time in milliseconds (see `Patrol.now`), and answers in how many milliseconds to look again at the latest. */
  readonly inspect: (now: number) => number
}

export class Patrol {
  private readonly patrolled = new Set<Patrolled>()
  private readonly needed = Effect.unsafeMakeLatch(false)

  constructor(
    private readonly clock: Clock.Clock,
    private readonly period: Duration.Duration
  ) {}

  /** The time in whole milliseconds, since some moment. It never goes back, whatever becomes of the time of day. */
  get now(): number {
    return Math.floor(Number(this.clock.unsafeCurrentTimeNanos()) / 1e6)
  }

  add(one: Patrolled): void {
    this.patrolled.add(one)
    if (this.patrolled.size === 1) this.needed.unsafeOpen()
  }

  remove(one: Patrolled): void {
    this.patrolled.delete(one)
    if (this.patrolled.size === 0) this.needed.unsafeClose()
  }

  /** Waits until there is anything to look at, looks, and waits until it is time to look again. */
  readonly round: Effect.Effect<void> = Effect.suspend(() => {
    if (this.patrolled.size === 0) return this.needed.await
    const { now } = this
    let rest = Duration.toMillis(this.period)
    for (const one of this.patrolled) rest = Math.min(rest, one.inspect(now))
    return Effect.sleep(rest)
  })
}

/** A patrol that goes round until the scope closes. `period` is not longer than anything that its sessions wait for. */
export const make = (period: Duration.Duration): Effect.Effect<Patrol, never, Scope.Scope> =>
  Effect.gen(function* () {
    const patrol = new Patrol(yield* Clock.clockWith(Effect.succeed), period)
    yield* Effect.forkScoped(Effect.forever(patrol.round))
    return patrol
  })
