/**
 * One end of a conversation in frames with the program under check: scripts are written in its words. `Peer/Wire` has
 * those that send, `Peer/Expectations` those that say what must arrive.
 *
 * It frames with the project's own `Frame` over the project's own connections, because a check must speak the protocol
 * exactly as the server and the client do.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type Connection, incoming } from "../Net/Connection.ts"
import * as Format from "./Format.ts"
import * as Barrier from "./Peer/Barrier.ts"
import * as Expectations from "./Peer/Expectations.ts"
import * as FrameQueue from "./Peer/FrameQueue.ts"
import { feed, feedPadded, type Received, show } from "./Peer/Received.ts"
import * as Wire from "./Peer/Wire.ts"
import { Timeouts } from "./Timeouts.ts"
import { Trace } from "./Trace.ts"

export interface Peer extends Wire.Wire, Expectations.Expectations {
  /** The most spaces that have come between two messages, where they are passed over. */
  readonly surplus: Effect.Effect<number>
}

/** What is known of the program at the other end. */
export interface Traits {
  readonly barrier: Barrier.Barrier | undefined
  /** Its messages are too long, by spaces: see `Received.feedPadded`. */
  readonly padsTooMuch: boolean
}

/**
 * Owns the connection until the scope closes, and then breaks it: otherwise a program that never closes its side would
 * be waited for. The peer collects with the barrier, or where there is none by waiting for a silence.
 */
export const make = (
  name: string,
  connection: Connection,
  { barrier, padsTooMuch = false }: Partial<Traits> = {}
): Effect.Effect<Peer, never, Trace | Scope.Scope> =>
  Effect.gen(function* () {
    const trace = yield* Trace
    const timeouts = yield* Timeouts
    const replies = yield* Barrier.replies(barrier)
    const describe = (arrival: Received | FrameQueue.ConnectionEnded): string => {
      if ("how" in arrival) return arrival.how
      return arrival.text === barrier?.reply ? `the answer to ${Format.text(barrier.command)}` : show(arrival)
    }
    const frames = yield* FrameQueue.make(
      incoming(connection),
      (arrival) => trace.unsafeRecord(() => `${name} <- ${describe(arrival)}`),
      padsTooMuch ? feedPadded : feed
    )
    yield* Effect.addFinalizer(() => connection.reset)
    const wire = yield* Wire.make(name, connection, frames, replies)
    return { ...wire, ...Expectations.make(wire, frames, replies, timeouts), surplus: frames.surplus }
  })
