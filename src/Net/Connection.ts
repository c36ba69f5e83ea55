/**
 * One peer at the other end of an ordered stream of bytes, whatever carries it: TCP, a Unix socket, memory.
 *
 * Reading pulls: nothing is read that nobody asked for, so a peer that sends faster than it is served is held up by its
 * own transport. Writing never waits for the peer: what it has not taken is kept for it up to `UnsentBounds.hard`, and
 * a peer that lets more pile up is cut off. Whoever holds a connection closes it; sessions get theirs from
 * `Server.supervise`, which cannot forget to.
 */
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

/** How a connection ended other than by the peer's orderly end of stream. */
export class ConnectionError extends Schema.TaggedError<ConnectionError>()("ConnectionError", {
  /**
   * - `Reset`: the peer reset it or was killed;
   * - `TimedOut`: the network gave the peer up;
   * - `TooSlow`: more than the hard bound of bytes was unsent;
   * - `Expired`: it let a deadline pass;
   * - `TlsHello`: the peer tried to speak TLS on a connection without it;
   * - `Closed`: this side closed it;
   * - `Failed`: anything else, see the cause.
   */
  reason: Schema.Literal("Reset", "TimedOut", "TooSlow", "Expired", "TlsHello", "Closed", "Failed"),
  cause: Schema.optional(Schema.Defect)
}) {
  override get message(): string {
    return this.reason
  }
}

/** What the fan-out needs of a connection. */
export interface Writer {
  /**
   * Queues the bytes, which must not change while `unsent` is not 0. Never throws; after the end it does nothing.
   */
  readonly unsafeSend: (bytes: Uint8Array) => void
  /** How many of the queued bytes the transport has not taken. */
  readonly unsent: number
}

export interface Connection extends Writer {
  /** Who is at the other end, for logs: `127.0.0.1:4711`. */
  readonly peer: string
  /** The network that the peer is in, as `Address.network` says it; none on a Unix socket. */
  readonly network: string | undefined
  /** How many of the bytes queued since the beginning the transport has taken, write by write. */
  readonly written: number
  /**
   * Hands each chunk, of at least one byte, to `take` as it arrives, and goes on while it answers true, without waking the
   * fiber, which is what a chunk costs most. Fails with `None` at the orderly end of the stream. For one reader at a
   * time; a read that is interrupted is the last one.
   */
  readonly readWhile: (take: (chunk: Uint8Array) => boolean) => Effect.Effect<void, Option.Option<ConnectionError>>
  /**
   * Waits until the connection breaks, without reading, and fails with the reason. The peer's orderly end does not break
   * it. For one waiter at a time.
   */
  readonly broken: Effect.Effect<never, Option.Option<ConnectionError>>
  /** Gives the peer up: reading fails with the error from now on. What is queued still goes out when it is closed. */
  readonly unsafeFail: (error: ConnectionError) => void
  /** Where more than the soft bound is unsent, waits until nothing is. Ends as well when the connection does. */
  readonly drained: Effect.Effect<void>
  /** Waits while anything is unsent. Ends as well when the connection does. */
  readonly flushed: Effect.Effect<void>
  /** Ends this side after all that was queued, waits for the peer's end, a little while only, and lets go of it. */
  readonly close: Effect.Effect<void>
  /** Lets go of it at once: what is unsent is lost, and reading fails with `TooSlow`. */
  readonly unsafeCutOff: () => void
}

const nothing = new Uint8Array(0)

/** The next chunk. */
export const read = (
  source: Pick<Connection, "readWhile">
): Effect.Effect<Uint8Array, Option.Option<ConnectionError>> =>
  Effect.suspend(() => {
    let next: Uint8Array = nothing
    const takeOne = (chunk: Uint8Array) => {
      next = chunk
      return false
    }
    return Effect.map(source.readWhile(takeOne), () => next)
  })

/** The same bytes as a stream. The server's sessions pull instead: a stream holds some 8 kB more per connection. */
export const incoming = (connection: Connection): Stream.Stream<Uint8Array, ConnectionError> =>
  Stream.repeatEffectOption(read(connection))

/** Queues bytes and waits where more than the soft bound is unsent: a sender in a loop goes as fast as the peer reads. */
export const send = (connection: Connection, bytes: Uint8Array): Effect.Effect<void> =>
  Effect.suspend(() => {
    connection.unsafeSend(bytes)
    return connection.drained
  })
