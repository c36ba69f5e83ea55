/**
 * Forgets what is older, or more, than the operator wants to keep: a little at a time, while others talk. What was said in one
 * moment is kept or forgotten together. A channel stays when its events go, and so do its topic and its numbers.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { HistoryError } from "../../History/HistoryError.ts"
import type { Remaining } from "../../History/Store.ts"
import type { StoredLog } from "./StoredLog.ts"
import type { Writer } from "./Writer.ts"

export interface RetentionOptions {
  /** How old an event becomes; undefined: any age. */
  readonly days: number | undefined
  /** How many events of a channel are kept; undefined: all. */
  readonly events: number | undefined
}

/** From one look at what is to go to the next. */
const PERIOD = "1 minute"

/** From one small step to the next: others write and read meanwhile. */
const PAUSE = "100 millis"

const DAY = 86_400_000

type Step = Effect.Effect<ReadonlyArray<Remaining>, HistoryError>

export const run = (
  { days, events }: RetentionOptions,
  writer: Writer,
  logs: ReadonlyMap<string, StoredLog>
): Effect.Effect<void> => {
  /** What the channels have left, for those who ask where it begins. */
  const noteFirst = (remaining: ReadonlyArray<Remaining>) =>
    Effect.sync(() => {
      const first = new Map(remaining.map(({ channel, first }) => [channel, first]))
      for (const log of logs.values()) if (first.has(log.id)) log.first = first.get(log.id) ?? log.written + 1
    })

  /** Repeats a step until it finds nothing to forget. */
  const exhaust = (step: Step): Effect.Effect<void, HistoryError> =>
    Effect.flatMap(step, (remaining) =>
      remaining.length === 0
        ? Effect.void
        : noteFirst(remaining).pipe(Effect.zipRight(Effect.sleep(PAUSE)), Effect.zipRight(exhaust(step)))
    )

  const byAge =
    days === undefined
      ? Effect.void
      : Effect.flatMap(Clock.currentTimeMillis, (now) =>
          exhaust(writer.ask(({ forgetBefore }) => forgetBefore(now - days * DAY)))
        )

  const byNumber =
    events === undefined
      ? Effect.void
      : Effect.forEach(
          logs.values(),
          ({ first, id, written }) =>
            written - first < events
              ? Effect.void
              : exhaust(writer.ask(({ forgetUpTo }) => forgetUpTo({ channel: id, n: written - events + 1 }))),
          { discard: true }
        )

  if (days === undefined && events === undefined) return Effect.void
  // What is wrong with the disk the writer says.
  const round = Effect.ignore(Effect.zipRight(byAge, byNumber))
  return Effect.forever(Effect.zipRight(Effect.sleep(PERIOD), round))
}
