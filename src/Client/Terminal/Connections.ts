/**
 * The connections of a terminal client, one after the other: the fibers here tell the conversation what arrives, when the
 * connection is lost and when there is another one.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Mailbox from "effect/Mailbox"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { CannotConnect } from "../../Domain/ChatError.ts"
import type { Connection } from "../../Net/Connection.ts"
import { received } from "../Connect.ts"
import { PROBATION } from "../Refusal.ts"
import type { Event } from "./Event.ts"
import * as Link from "./Link.ts"
import * as Reconnection from "./Reconnection.ts"

/** Connects and sends the password and the name, as `Connect.open` does. */
export type Open = Effect.Effect<Connection, CannotConnect, Scope.Scope>

/** After a connection that lasted this long the waits begin anew with a short one. */
const STABLE = Reconnection.CAP

/**
 * The events for a connection that has ended; `only` is the text that came over it, if it was a single one. `silence` is
 * how many milliseconds the first connection has lasted, where no text came or was sent.
 */
export type Lost = (only: Uint8Array | undefined, silence: number | undefined) => ReadonlyArray<Event>

/**
 * Tells what arrives over a connection, and when it has ended. A connection that is not `established` is announced when
 * its probation is over, or when more arrives than a refusal would be; until then nothing is told.
 */
export const follow = (link: Link.Link, established: boolean, lost: Lost, events: Mailbox.Mailbox<Event>) =>
  Effect.gen(function* () {
    let announced = established
    let count = 0
    let first: ReadonlyArray<Uint8Array> = []
    const announce = Effect.suspend(() => {
      if (announced || link.ended) return Effect.void
      announced = true
      return events.offerAll([
        { _tag: "Reconnected", link },
        { _tag: "Arrived", texts: first }
      ])
    })
    if (!established) yield* Effect.forkScoped(Effect.zipRight(Effect.sleep(PROBATION), announce))
    const started = yield* Clock.currentTimeMillis
    yield* Stream.runForEachChunk(received(link.connection), (chunk) => {
      const texts = Array.from(chunk)
      const before = count
      count += texts.length
      if (before === 0) first = texts
      if (announced) return events.offer({ _tag: "Arrived", texts })
      if (count <= 1) return Effect.void
      return before === 0 ? announce : Effect.zipRight(announce, events.offer({ _tag: "Arrived", texts }))
    })
    link.ended = true
    const lasted = (yield* Clock.currentTimeMillis) - started
    const isSilent = established && count === 0 && !link.used
    yield* events.offerAll(lost(count === 1 ? first[0] : undefined, isSilent ? lasted : undefined))
  }).pipe(Effect.scoped)

/** Connects again and again. A connection that breaks at once does not begin the waits anew. */
export const reconnecting = (open: Open, lost: Lost, events: Mailbox.Mailbox<Event>) =>
  Effect.gen(function* () {
    const waits = yield* Schedule.driver(Reconnection.schedule)
    const again = Effect.gen(function* () {
      const link = Link.make(yield* open)
      const [lasted] = yield* Effect.timed(follow(link, false, lost, events))
      if (Duration.greaterThanOrEqualTo(lasted, STABLE)) yield* waits.reset
    }).pipe(Effect.scoped, Effect.ignore)
    yield* Effect.forever(Effect.zipRight(Effect.ignore(waits.next(undefined)), again))
  })
