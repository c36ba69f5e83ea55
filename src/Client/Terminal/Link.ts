/** The connection of a terminal client, and how it gets another when it goes. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Mailbox from "effect/Mailbox"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { CannotConnect } from "../../Domain/ChatError.ts"
import type { Connection } from "../../Net/Connection.ts"
import { received } from "../Connect.ts"
import type { Event } from "./Event.ts"
import * as Reconnection from "./Reconnection.ts"

/** Makes a connection that knows who is there. */
export type Open = Effect.Effect<Connection, CannotConnect, Scope.Scope>

/** A connection that lasted so long was no accident, and the next wait is a short one again. */
const STABLE = Reconnection.CAP

/** A server that does not want a client says one sentence and ends the connection; what lasts so long is wanted. */
const PROBATION = Duration.seconds(1)

/** The connection of the moment. What is sent while there is none is lost; the conversation knows when not to. */
export interface Link {
  current: Connection | undefined
}

/** What to say of a connection that has ended, `only` being its text if a single one came. */
export type Lost = (only: Uint8Array | undefined) => Event

/**
 * Says what arrives until the connection ends, and then that. A connection that is not the link's yet becomes it when its
 * probation is over, or when more comes than a refusal would be; until then nothing is said of it.
 */
export const follow = (link: Link, connection: Connection, lost: Lost, events: Mailbox.Mailbox<Event>) =>
  Effect.gen(function* () {
    let heard = 0
    let first: ReadonlyArray<Uint8Array> = []
    const begin = Effect.suspend(() => {
      if (link.current === connection) return Effect.void
      link.current = connection
      return events.offerAll([{ _tag: "Reconnected" }, { _tag: "Arrived", texts: first }])
    })
    yield* Effect.forkScoped(Effect.zipRight(Effect.sleep(PROBATION), begin))
    yield* Stream.runForEachChunk(received(connection), (chunk) => {
      const texts = Array.from(chunk)
      const before = heard
      heard += texts.length
      if (before === 0) first = texts
      if (link.current === connection) return events.offer({ _tag: "Arrived", texts })
      if (heard <= 1) return Effect.void
      return before === 0 ? begin : Effect.zipRight(begin, events.offer({ _tag: "Arrived", texts }))
    })
    link.current = undefined
    yield* events.offer(lost(heard === 1 ? first[0] : undefined))
  }).pipe(Effect.scoped)

/** Connects again and again. A connection that breaks at once does not begin the waits anew. */
export const reconnecting = (open: Open, lost: Lost, link: Link, events: Mailbox.Mailbox<Event>) =>
  Effect.gen(function* () {
    const waits = yield* Schedule.driver(Reconnection.schedule)
    const again = Effect.gen(function* () {
      const connection = yield* open
      const [lasted] = yield* Effect.timed(follow(link, connection, lost, events))
      if (Duration.greaterThanOrEqualTo(lasted, STABLE)) yield* waits.reset
    }).pipe(Effect.scoped, Effect.ignore)
    yield* Effect.forever(Effect.zipRight(Effect.ignore(waits.next(undefined)), again))
  })
