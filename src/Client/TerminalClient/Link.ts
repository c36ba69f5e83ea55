/** The connection of a terminal client, and how it gets another when it goes. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Mailbox from "effect/Mailbox"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { received } from "../../Client.ts"
import type { CannotConnect } from "../../Domain/ChatError.ts"
import type { Connection } from "../../Net/Connection.ts"
import * as Reconnection from "../Reconnection.ts"
import type { Event } from "./Event.ts"

/** Makes a connection that knows who is there. */
export type Open = Effect.Effect<Connection, CannotConnect, Scope.Scope>

/** A connection that lasted so long was no accident, and the next wait is a short one again. */
const STABLE = Reconnection.CAP

/** The connection of the moment. What is sent while there is none is lost; the conversation knows when not to. */
export interface Link {
  current: Connection | undefined
}

/** Says what arrives until the connection ends. */
export const follow = (link: Link, connection: Connection, events: Mailbox.Mailbox<Event>) =>
  Effect.suspend(() => {
    link.current = connection
    return Stream.runForEachChunk(received(connection), (texts) =>
      events.offer({ _tag: "Arrived", texts: Array.from(texts) })
    )
  }).pipe(
    Effect.ensuring(
      Effect.sync(() => {
        link.current = undefined
      })
    )
  )

/** Connects again and again, and says so, and when that is lost as well. A connection that breaks at once does not begin the waits anew. */
export const reconnecting = (open: Open, lost: Event, link: Link, events: Mailbox.Mailbox<Event>) =>
  Effect.gen(function* () {
    const waits = yield* Schedule.driver(Reconnection.schedule)
    const again = Effect.gen(function* () {
      const connection = yield* open
      link.current = connection
      yield* events.offer({ _tag: "Reconnected" })
      const [lasted] = yield* Effect.timed(follow(link, connection, events))
      yield* events.offer(lost)
      if (Duration.greaterThanOrEqualTo(lasted, STABLE)) yield* waits.reset
    }).pipe(Effect.scoped, Effect.ignore)
    yield* Effect.forever(Effect.zipRight(Effect.ignore(waits.next(undefined)), again))
  })
