/**
 * A session is a life, a dialect is a dialogue in it. Admission, deadlines, rates, back-pressure, the end and the clean-up
 * are the life's (`Session`), written once for all protocols; a dialogue knows how bytes become requests, what these
 * do, and what a refused peer is told.
 */
import type * as Effect from "effect/Effect"
import type { ConnectionRefused } from "../Domain/ChatError.ts"
import type { Connection } from "../Net/Connection.ts"
import type { ConnectionError, EndOfStream } from "../Net/ConnectionError.ts"
import type { User } from "./User.ts"

/** How a session ends: its peer is refused, or the connection ends, in order or not. */
export type SessionEnd = ConnectionRefused | ConnectionError | EndOfStream

/** The life that a dialogue is part of. */
export interface Life {
  readonly connection: Connection
  /** The network that the connection counts for. */
  readonly network: string | undefined
  /** The time in milliseconds, see `Watchdog.now`. */
  readonly now: number
  /** Must be called for each chunk that arrives, before what is in it is handled. */
  readonly unsafeArrived: (chunk: Uint8Array) => void
  /**
   * Must be called for each request, for each piece of one that arrives by itself, and for each frame of a long answer. It
   * counts for the rate; `price` is for the turn, see `Turns.Price`: that of a frame, if nothing else is said.
   */
  readonly unsafeSpend: (price?: number) => void
  /** Counts work of the server's own, in the prices of `Turns`: an answer to a request that has been counted. */
  readonly unsafeWork: (price: number) => void
  /** Waits for the peer's turn: between two parts of a long answer others have theirs. */
  readonly turn: Effect.Effect<void>
  /** Whether the next request may be handled: if not, the peer has used up its rate or its share of this turn. */
  readonly mayWork: boolean
  /** Whether the next chunk may be read: the peer is within its rate and takes what it is sent. */
  readonly mayRead: boolean
  /** Must be called when the peer has registered: its silence counts from now on. */
  readonly unsafeRegistered: () => void
  /** Must be called when the server itself lets the peer wait for so many milliseconds: its time begins when they have passed. */
  readonly unsafeDelayed: (millis: number) => void
  /** Lets some milliseconds pass, unless the connection breaks. */
  readonly pause: (millis: number) => Effect.Effect<void, ConnectionError>
}

export interface Dialogue {
  /** The peer, once it has registered. */
  readonly user: User | undefined
  /** Seconds of silence after which a registered peer is given up, where the protocol has a heartbeat of its own. */
  readonly silence?: number
  /** For a heartbeat: told how long a registered peer has been silent, and says in how long to call again; in milliseconds. */
  readonly onSilence?: (silent: number) => number
  /** Ends what the user is a member of, where that is not at once; `isShutDown`: because the server goes. */
  readonly leave?: (isShutDown: boolean) => Effect.Effect<void>
  /** Reads what arrives and does at once what can be done at once; ends where a request or the life needs the fiber. */
  readonly read: () => Effect.Effect<void, SessionEnd>
  /** Handles the request that reading has left, to its end; none where there is no such request. */
  readonly handle: () => Effect.Effect<void, SessionEnd> | undefined
}

/** What a refused peer is told. */
export interface Refusal {
  /** For the log. */
  readonly sentence: string
  readonly bytes: Uint8Array
}

/** A protocol that is spoken over connections. */
export interface Dialect {
  /** Begins a dialogue on a connection on which nothing was said. */
  readonly open: (life: Life) => Dialogue
  readonly refusal: (reason: ConnectionRefused) => Refusal
}
