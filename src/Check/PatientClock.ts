/**
 * A clock whose sleeps last longer where this process is held up, and that tells what they showed.
 *
 * A sleep is many short ones, with a look at the sockets after each. One timer would not do: the event loop runs timers
 * that are due before it reads what has come meanwhile, and on a busy machine a reply that is there would count as
 * missing. So every wait of a check is measured in what this process gets of the processor, and not in seconds.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface Observed {
  /** Whether a sleep of more than one tick has come to its end: something was waited for in vain. */
  readonly ranOut: () => boolean
  /** By what factor the ticks have lasted longer than they should, all in all; at least 1. */
  readonly slowness: () => number
}

/** Ticks from which on the factor says something: a single one may be late for any reason. */
const MEANINGFUL_TICKS = 10

export const make = (base: Clock.Clock, tick: Duration.Duration): readonly [Clock.Clock, Observed] => {
  const tickMillis = Duration.toMillis(tick)
  let ranOut = false
  let ticks = 0
  let spent = 0

  const oneTick = Effect.suspend(() => {
    const before = base.unsafeCurrentTimeMillis()
    return Effect.tap(base.sleep(tick), () => {
      ticks += 1
      spent += base.unsafeCurrentTimeMillis() - before
      return Effect.yieldNow()
    })
  })
  const clock: Clock.Clock = {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: () => base.unsafeCurrentTimeMillis(),
    currentTimeMillis: base.currentTimeMillis,
    unsafeCurrentTimeNanos: () => base.unsafeCurrentTimeNanos(),
    currentTimeNanos: base.currentTimeNanos,
    sleep: (duration) => {
      const millis = Duration.toMillis(duration)
      if (millis <= tickMillis) return base.sleep(duration)
      return Effect.tap(Effect.repeatN(oneTick, Math.ceil(millis / tickMillis) - 1), () => {
        ranOut = true
      })
    }
  }
  return [
    clock,
    {
      ranOut: () => ranOut,
      slowness: () => (ticks < MEANINGFUL_TICKS ? 1 : Math.max(1, spent / (ticks * tickMillis)))
    }
  ]
}
