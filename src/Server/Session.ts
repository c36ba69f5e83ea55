/**
 * The life of one connection, whatever is spoken over it: deadlines, the rate, back-pressure, and the end.
 *
 * Invariant: each request is handled to its end before the next one, so a client's messages keep their order. The
 * runner of a session ends it, whatever the end is (`Supervisor`); then the user leaves its channels.
 *
 * Thousands of sessions are idle at once, so an idle one holds only this object, its dialogue and one pending read; effects
 * are created when they are needed.
 */
import * as Effect from "effect/Effect"
import { constTrue, constVoid } from "effect/Function"
import { type ConnectionRefused, IdleTimeout, NameTimeout } from "../Domain/ChatError.ts"
import type { Connection } from "../Net/Connection.ts"
import { ConnectionError } from "../Net/ConnectionError.ts"
import type { Channels } from "./Channels.ts"
import type { Dialect, Dialogue, Life, SessionEnd } from "./Dialogue.ts"
import type { ServerLimits } from "./Limits.ts"
import type { Tick } from "./Tick.ts"
import { TokenBucket } from "./TokenBucket.ts"
import { BYTES_READ, Price, type Turns, type Worker } from "./Turns.ts"
import type { Watchdog, Watched } from "./Watchdog.ts"

const expired = new ConnectionError({ reason: "Expired" })
const tlsHello = new ConnectionError({ reason: "TlsHello" })

/** A TLS record of the type handshake, of any version (RFC 8446, 5.1). No dialect begins so. */
const isTlsHello = (chunk: Uint8Array): boolean => chunk[0] === 0x16 && chunk[1] === 0x03

/** What all sessions of a server share. */
export interface SessionServices {
  readonly channels: Channels["Type"]
  readonly limits: ServerLimits
  readonly tick: Tick["Type"]
  readonly turns: Turns["Type"]
  readonly watchdog: Watchdog
}

export class Session implements Watched, Life, Worker {
  private readonly dialogue: Dialogue
  private readonly bucket: TokenBucket
  private phase: "Silent" | "Serving" | "Ending" = "Silent"
  /** When the client last did something, or, while it has no name, when it connected; in milliseconds. */
  private lastActivityAt: number
  /** Bytes written at the last check while some were unsent, and when that number last changed. */
  private written = -1
  private progressAt = 0
  // What `Turns` knows of this peer.
  credit = 0
  recent = 0
  windowAt = 0

  constructor(
    private readonly services: SessionServices,
    readonly connection: Connection,
    readonly network: string | undefined,
    private readonly dialect: Dialect
  ) {
    this.lastActivityAt = services.watchdog.now
    this.bucket = new TokenBucket(services.limits.rate, this.lastActivityAt)
    this.dialogue = dialect.open(this)
  }

  /** Serves the client until its end, with which this fails. */
  get run(): Effect.Effect<void, SessionEnd> {
    // Not `Effect.forever`, which yields in every round: that would cost more than the round.
    return Effect.whileLoop({ while: constTrue, body: () => this.next(), step: constVoid })
  }

  /** What there is to do: handle a request, wait for a token, for a turn, for a slow peer, or read. */
  private next(): Effect.Effect<void, SessionEnd> {
    const { bucket, connection, dialogue } = this
    const { turns } = this.services
    const handling = dialogue.handle()
    if (handling !== undefined) {
      turns.spend(this, Price.request, this.now)
      return handling
    }
    if (bucket.isEmpty) return this.throttle
    if (!turns.mayWork(this, this.now)) return turns.wait(this)
    // A peer that does not take what it is sent does not get its own input read.
    return connection.unsent === 0 ? dialogue.read() : Effect.flatMap(connection.drained, () => dialogue.read())
  }

  /**
   * Takes the user out of its channels. Must be called when `run` has ended; `isShutDown`: because the server goes.
   * Thousands may end at once, so this takes turns.
   */
  leave(isShutDown: boolean): Effect.Effect<void> {
    return Effect.suspend(() => {
      const { turns } = this.services
      if (turns.mayWork(this, this.now)) return this.leaveNow(isShutDown)
      return Effect.flatMap(turns.wait(this, Price.end), () => this.leaveNow(isShutDown))
    })
  }

  private leaveNow(isShutDown: boolean): Effect.Effect<void> {
    const { channels, turns } = this.services
    const { dialogue } = this
    turns.spend(this, Price.end, this.now)
    this.phase = "Ending"
    if (dialogue.leave !== undefined) return dialogue.leave(isShutDown)
    const [first, ...others] = dialogue.user?.memberships ?? []
    if (first === undefined) return Effect.void
    return others.reduce((left, membership) => Effect.zipRight(left, channels.leave(membership)), channels.leave(first))
  }

  /** Tells the client why it is refused, and returns that for the log. */
  refuse(reason: ConnectionRefused): string {
    const { bytes, sentence } = this.dialect.refusal(reason)
    this.connection.unsafeSend(bytes)
    return sentence
  }

  /** Which deadline the client has let pass. */
  get expiry(): NameTimeout | IdleTimeout {
    return this.dialogue.user === undefined
      ? new NameTimeout({ seconds: this.services.limits.nameTimeout })
      : new IdleTimeout({ seconds: this.silence })
  }

  check(now: number): number {
    this.checkProgress(now)
    const left = this.timeLeft(now)
    if (left > 0) return Math.min(left, this.beat(now))
    // After a long turn or a stopped process, timers fire before sockets are read: who spoke in time is not judged by that.
    this.services.tick.atEnd(() => {
      if (this.timeLeft(this.now) <= 0) this.connection.unsafeFail(expired)
    })
    return Number.POSITIVE_INFINITY
  }

  /** Seconds of silence after which a registered peer is given up; 0 for never. */
  private get silence(): number {
    return this.dialogue.silence ?? this.services.limits.idleTimeout
  }

  /** Milliseconds until the dialogue's heartbeat wants to be asked again. */
  private beat(now: number): number {
    const { dialogue } = this
    if (dialogue.onSilence === undefined || dialogue.user === undefined || this.phase === "Ending") return Infinity
    return dialogue.onSilence(now - this.lastActivityAt)
  }

  /** Milliseconds until a deadline passes, if nothing comes; infinite where there is none. */
  private timeLeft(now: number): number {
    const isRegistered = this.dialogue.user !== undefined
    const patience = isRegistered ? this.silence : this.services.limits.nameTimeout
    if (this.phase === "Ending" || patience === 0) return Number.POSITIVE_INFINITY
    // Throttling or a full send queue does not count as silence. The deadline for the name is not extended by them.
    if (isRegistered && (this.bucket.isEmpty || this.connection.unsent > 0)) this.lastActivityAt = now
    return this.lastActivityAt + patience * 1000 - now
  }

  /** Gives up a peer that has taken nothing of what waits for it for too long. */
  private checkProgress(now: number): void {
    const { connection } = this
    if (connection.unsent === 0) this.written = -1
    else if (this.written !== connection.written) {
      this.written = connection.written
      this.progressAt = now
    } else if (now - this.progressAt >= this.services.limits.stallTimeout * 1000) {
      connection.unsafeCutOff()
    }
  }

  get now(): number {
    return this.services.watchdog.now
  }

  unsafeArrived(chunk: Uint8Array): void {
    const { now } = this
    this.bucket.refill(now)
    this.services.turns.spend(this, Math.ceil(chunk.length / BYTES_READ), now)
    if (this.phase === "Silent") {
      this.phase = "Serving"
      if (isTlsHello(chunk)) this.connection.unsafeFail(tlsHello)
    }
    if (this.dialogue.user !== undefined) this.lastActivityAt = now
  }

  unsafeSpend(price: number = Price.frame): void {
    this.bucket.spend()
    this.unsafeWork(price)
  }

  unsafeWork(price: number): void {
    this.services.turns.spend(this, price, this.now)
  }

  get turn(): Effect.Effect<void> {
    return this.services.turns.wait(this)
  }

  get mayWork(): boolean {
    return !this.bucket.isEmpty && this.services.turns.mayWork(this, this.now)
  }

  get mayRead(): boolean {
    return !this.bucket.isEmpty && this.connection.unsent === 0
  }

  unsafeRegistered(): void {
    this.lastActivityAt = this.now
  }

  unsafeDelayed(millis: number): void {
    this.lastActivityAt = this.now + millis
  }

  pause(millis: number): Effect.Effect<void, ConnectionError> {
    return Effect.raceFirst(Effect.sleep(millis), this.connection.broken)
  }

  /** Waits until the client may send again. What it has sent in the meantime waits in its own transport. */
  private get throttle(): Effect.Effect<void, SessionEnd> {
    return Effect.map(this.pause(this.bucket.delay), () => this.bucket.refill(this.now))
  }
}
