/**
 * The life of one connection: its password where the server has one, its name, then commands and texts until it ends.
 *
 * It knows its connection and the channels, nothing else. It takes chunks, and each frame in them is handled to its end
 * before the next one, so a client's messages keep their order. Whoever runs a session ends it, whatever brought the end
 * about: then the client leaves its channel.
 *
 * A session waits nearly all of its life, and a server has thousands of them: what one holds while it waits is this
 * object and one loop around one read, made when they are needed and not before.
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { constTrue, constVoid } from "effect/Function"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Frame from "../Dialect/Frames/Frame.ts"
import * as Reply from "../Dialect/Frames/Reply.ts"
import { toBytes } from "../Domain/ByteString.ts"
import { type ConnectionRefused, IdleTimeout, NameTimeout } from "../Domain/ChatError.ts"
import * as ClientName from "../Domain/ClientName.ts"
import { SLASH } from "../Domain/Text.ts"
import { type Connection, ConnectionError } from "../Net/Connection.ts"
import { Channels } from "./Channels.ts"
import { Inbox } from "./Inbox.ts"
import { Limits, type ServerLimits } from "./Limits.ts"
import { Member } from "./Member.ts"
import { type Check, Password } from "./Password.ts"
import * as Request from "./Request.ts"
import { TokenBucket } from "./TokenBucket.ts"
import * as Watchdog from "./Watchdog.ts"

/** How a session comes to its end: its client is refused, or the connection ends, in order (`None`) or not. */
export type SessionEnd = ConnectionRefused | Option.Option<ConnectionError>

const expired = new ConnectionError({ reason: "Expired" })
const tlsHello = new ConnectionError({ reason: "TlsHello" })

/** A TLS record of the type handshake, of any version (RFC 8446, 5.1). No name begins so. */
const isTlsHello = (chunk: Uint8Array): boolean => chunk[0] === 0x16 && chunk[1] === 0x03

/** What a session works with; all sessions of a server share it. */
interface Shared {
  readonly channels: Channels["Type"]
  readonly limits: ServerLimits
  readonly checkPassword: Check | undefined
  readonly watchdog: Watchdog.Watchdog
}

export class Session implements Watchdog.Watched {
  private readonly inbox = new Inbox()
  private readonly bucket: TokenBucket
  /** When the client was heard last, or, while it has no name, when it came; in milliseconds. */
  private lastActivityAt: number
  private admitted: boolean
  private isOver = false
  /** Whom the channels know the client as, from the moment it has said its name. */
  private member: Member | undefined = undefined
  /** What the peer had taken at the last look that found something waiting for it, and since when that has not changed. */
  private written = -1
  private progressAt = 0

  constructor(
    private readonly shared: Shared,
    private readonly connection: Connection
  ) {
    this.lastActivityAt = shared.watchdog.now
    this.bucket = new TokenBucket(shared.limits.rate, this.lastActivityAt)
    this.admitted = shared.checkPassword === undefined
    shared.watchdog.add(this)
  }

  /** Serves the client until its end, with which this fails. */
  get run(): Effect.Effect<void, SessionEnd> {
    return Effect.whileLoop({ while: constTrue, body: () => this.next(), step: constVoid })
  }

  /**
   * Takes the client out of its channel, and tells one that is refused why. To be run when `run` has come to its end,
   * with that end. Answers it in words for the log.
   */
  end(exit: Exit.Exit<void, SessionEnd>): Effect.Effect<string> {
    this.isOver = true
    const left = this.member === undefined ? Effect.void : this.shared.channels.leave(this.member)
    return Effect.as(left, this.refuse(exit))
  }

  check(now: number): number {
    const { idleTimeout, nameTimeout } = this.shared.limits
    this.checkProgress(now)
    const patience = this.member === undefined ? nameTimeout : idleTimeout
    if (this.isOver || patience === 0) return Number.POSITIVE_INFINITY
    // A client that is held up by us is not silent. One without a name has its time whatever it sends.
    if (this.member !== undefined && (this.bucket.isEmpty || this.connection.unsent > 0)) this.lastActivityAt = now
    const left = this.lastActivityAt + patience * 1000 - now
    if (left > 0) return left
    this.connection.unsafeFail(expired)
    return Number.POSITIVE_INFINITY
  }

  /** Gives up a peer that has taken nothing of what waits for it since long ago. */
  private checkProgress(now: number): void {
    const { connection } = this
    if (connection.unsent === 0) this.written = -1
    else if (this.written !== connection.written) {
      this.written = connection.written
      this.progressAt = now
    } else if (now - this.progressAt >= this.shared.limits.stallTimeout * 1000) {
      connection.unsafeCutOff()
    }
  }

  /** To be called when the connection is closed: up to then a peer that takes nothing is still noticed. */
  dispose(): void {
    this.shared.watchdog.remove(this)
  }

  private refuse(exit: Exit.Exit<void, SessionEnd>): string {
    const end = Exit.isFailure(exit) ? Option.getOrUndefined(Cause.failureOption(exit.cause)) : undefined
    if (end === undefined) return "the server is shutting down"
    if (Option.isOption(end) && !Option.contains(end, expired)) {
      return Option.match(end, { onNone: () => "end of stream", onSome: (error) => error.reason })
    }
    const sentence = Reply.refusal(Option.isOption(end) ? this.expiry : end)
    this.connection.unsafeSend(Frame.encode(toBytes(sentence)))
    return sentence
  }

  private get expiry(): NameTimeout | IdleTimeout {
    const { idleTimeout, nameTimeout } = this.shared.limits
    return this.member === undefined
      ? new NameTimeout({ seconds: nameTimeout })
      : new IdleTimeout({ seconds: idleTimeout })
  }

  /** What there is to do: a frame to handle, a peer to wait for, more to read. */
  private next(): Effect.Effect<void, SessionEnd> {
    const { bucket, connection, inbox } = this
    this.relay()
    if (bucket.isEmpty) return this.throttle
    if (inbox.first !== undefined) {
      bucket.spend()
      return this.handle(inbox.take())
    }
    const reading = connection.readWhile(this.take)
    // A peer that does not take what it is sent does not get its own input read.
    return connection.unsent === 0 ? reading : Effect.zipRight(connection.drained, reading)
  }

  private readonly take = (chunk: Uint8Array): boolean => {
    const { bucket, connection, inbox, member } = this
    const now = this.shared.watchdog.now
    bucket.refill(now)
    if (member !== undefined) this.lastActivityAt = now
    else if (inbox.isEmpty && isTlsHello(chunk)) connection.unsafeFail(tlsHello)
    inbox.add(chunk)
    // A piece of a frame is work as well.
    if (inbox.first === undefined) bucket.spend()
    this.relay()
    return inbox.first === undefined && !bucket.isEmpty && connection.unsent === 0
  }

  /** Waits until the client may send again. What it has sent in the meantime waits in its own transport. */
  private get throttle(): Effect.Effect<void, SessionEnd> {
    const { bucket, shared } = this
    return Effect.map(this.pause(bucket.delay), () => bucket.refill(shared.watchdog.now))
  }

  /** Lets some milliseconds pass, unless the connection breaks. */
  private pause(time: number): Effect.Effect<void, SessionEnd> {
    return Effect.raceFirst(Effect.sleep(time), this.connection.broken)
  }

  /** Relays texts, up to a frame that takes more than relaying. */
  private relay(): void {
    const { bucket, inbox, member } = this
    if (member === undefined) return
    for (let text = inbox.first; text !== undefined && !bucket.isEmpty; text = inbox.first) {
      if (text[0] === SLASH || !this.shared.channels.unsafeSay(member, text)) return
      bucket.spend()
      inbox.take()
    }
  }

  /** Handles one frame to its end. */
  private handle(text: Uint8Array): Effect.Effect<void, SessionEnd> {
    const { member } = this
    if (!this.admitted) return this.admit(text)
    if (member === undefined) return this.register(text)
    return Request.answer(this.shared.channels, this.connection, member, this.bucket, text)
  }

  private admit(text: Uint8Array): Effect.Effect<void, SessionEnd> {
    const { checkPassword, watchdog } = this.shared
    const answer = checkPassword?.(text, this.connection.network, watchdog.now)
    const answered =
      answer?.error === undefined
        ? Effect.sync(() => {
            this.admitted = true
          })
        : Effect.fail(answer.error)
    return answer === undefined || answer.delay === 0 ? answered : Effect.zipRight(this.pause(answer.delay), answered)
  }

  private register(text: Uint8Array): Effect.Effect<void, ConnectionRefused> {
    return Effect.map(ClientName.fromWire(text), (name) => {
      this.lastActivityAt = this.shared.watchdog.now
      this.member = new Member(name, this.connection)
    })
  }
}

/**
 * How often each session is looked at, if it does not ask for it: a stalled peer is found out within a quarter of its time.
 * At least once an hour, because a timer cannot be as long as a bound may be.
 */
const period = ({ idleTimeout, nameTimeout, stallTimeout }: ServerLimits): Duration.Duration =>
  Duration.seconds(Math.min(nameTimeout, stallTimeout / 4, idleTimeout === 0 ? nameTimeout : idleTimeout, 3600))

/** Prepares what all sessions share, until the scope closes; answers with what makes a session. */
export const make: Effect.Effect<(connection: Connection) => Session, never, Channels | Scope.Scope> = Effect.gen(
  function* () {
    const limits = yield* Limits
    const shared: Shared = {
      limits,
      channels: yield* Channels,
      checkPassword: yield* Password,
      watchdog: yield* Watchdog.make(period(limits))
    }
    return (connection) => new Session(shared, connection)
  }
)
