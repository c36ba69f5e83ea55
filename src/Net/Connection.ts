/**
 * One peer at the other end of an ordered stream of bytes, whatever carries it: a socket, TLS, memory (`Transport`).
 *
 * Reading pulls: nothing is read that nobody asks for, so a peer that sends faster than it is served is held up by its
 * own transport. Writing never waits for the peer: what it has not taken is kept for it up to `SendQueueLimits.hard`, and
 * a peer that lets more pile up is cut off. The holder of a connection closes it; sessions get theirs from
 * `Server/Supervisor`, which cannot forget to.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { format, network, unmapped } from "./Address.ts"
import { ConnectionError, type EndOfStream } from "./ConnectionError.ts"
import { PullReader } from "./PullReader.ts"
import type { Budgeted, SendBudget } from "./SendBudget.ts"
import { SendQueue } from "./SendQueue.ts"
import type { Transport } from "./Transport.ts"

/** What the fan-out needs of a connection. */
export interface Writer {
  /**
   * Queues the bytes, which must not change while `unsent` is not 0. Never throws; after the end it does nothing.
   */
  readonly unsafeSend: (bytes: Uint8Array) => void
  /** How many of the queued bytes the transport has not taken. */
  readonly unsent: number
}

export interface ConnectionOptions {
  /** What may wait for this peer, and for others together with it. */
  readonly sendBudget: SendBudget
  /** How long a closed connection waits for its last bytes to go out and for the peer's end. */
  readonly linger: Duration.Duration
  /** The address of the peer behind a proxy, where the transport's is the proxy's. */
  readonly remoteAddress?: string | undefined
}

const nothing = new Uint8Array(0)

const tooSlow = new ConnectionError({ reason: "TooSlow" })

export class Connection extends PullReader implements Writer, Budgeted {
  private queued = 0
  /** What waits for the last write to be taken; there is one exactly while that is so. */
  private sendQueue: SendQueue | undefined = undefined
  private whenFlushed: ReadonlyArray<() => void> | undefined = undefined

  constructor(
    transport: Transport,
    private readonly options: ConnectionOptions
  ) {
    super(transport)
  }

  /** The peer, for logs: `127.0.0.1:4711`. */
  get peer(): string {
    const { remoteAddress } = this.options
    if (remoteAddress !== undefined) return `${remoteAddress} behind a proxy`
    const { remoteAddress: host, remotePort } = this.transport
    return host === undefined ? "unix socket" : format({ _tag: "Tcp", host: unmapped(host), port: remotePort ?? 0 })
  }

  /** The network that the peer is in, as `Address.network` says it; none on a Unix socket. */
  get network(): string | undefined {
    const remoteAddress = this.options.remoteAddress ?? this.transport.remoteAddress
    return remoteAddress === undefined ? undefined : network(remoteAddress)
  }

  /** How many of the bytes queued since the beginning the transport has taken, write by write. */
  get written(): number {
    return this.queued - this.unsent
  }

  get unsent(): number {
    return (this.sendQueue?.size ?? 0) + this.transport.writableLength
  }

  /** Returns false where the bytes were dropped, because the connection has ended or is cut off by them. */
  unsafeSend(bytes: Uint8Array): boolean {
    if (!this.transport.writable) return false
    this.queued += bytes.length
    if (this.sendQueue !== undefined) this.sendQueue.append(bytes)
    else {
      this.transport.write(bytes)
      if (this.transport.writableLength === 0) return true
      this.sendQueue = new SendQueue()
      // A write of nothing ends after the one before it. The `drain` event would not come for a queue that is short.
      this.transport.write(nothing, () => this.proceed())
    }
    if (this.unsent > this.options.sendBudget.limits.hard) this.unsafeCutOff()
    else this.options.sendBudget.note(this)
    return !this.transport.destroyed
  }

  /** The peer has taken a write: the next one follows. */
  private proceed(): void {
    if (this.transport.destroyed) return
    const block = this.sendQueue?.take()
    if (block === undefined) return this.settle()
    this.options.sendBudget.taken(this)
    this.transport.write(block, () => this.proceed())
  }

  /** Nothing waits any more. */
  private settle(): void {
    this.options.sendBudget.forget(this)
    this.sendQueue = undefined
    const resumes = this.whenFlushed
    this.whenFlushed = undefined
    for (const resume of resumes ?? []) resume()
  }

  // Effects are made where they are asked for: kept, they would be most of what an idle connection costs.

  /** Where more than the soft limit is unsent, waits until nothing is. Ends as well when the connection does. */
  get drained(): Effect.Effect<void> {
    return Effect.suspend(() => (this.unsent <= this.options.sendBudget.limits.soft ? Effect.void : this.flushed))
  }

  /** Waits while anything is unsent. Ends as well when the connection does. */
  get flushed(): Effect.Effect<void> {
    return Effect.suspend(() =>
      this.sendQueue === undefined || !this.transport.writable
        ? Effect.void
        : Effect.async((resume) => {
            this.whenFlushed = [...(this.whenFlushed ?? []), () => resume(Effect.void)]
          })
    )
  }

  /** Ends this side after all that was queued, waits for the peer's end, for `linger` at most, and releases it. */
  get close(): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.transport.destroyed) return Effect.void
      // TLS ends in its own words, even with a peer that has ended.
      if (!this.isEnded || this.unsent > 0 || this.transport.encrypted) return this.closeInOrder
      this.transport.destroy()
      return Effect.void
    })
  }

  /** Breaks the connection at once: a TCP peer sees a reset and no end. */
  get reset(): Effect.Effect<void> {
    return Effect.sync(() => {
      // Node can reset a TCP socket, and no other one.
      if (this.transport.remoteAddress === undefined || this.transport.encrypted) this.transport.destroy()
      else this.transport.resetAndDestroy()
    })
  }

  /**
   * The timer is nobody's child: a fiber that is interrupted interrupts its children at once, even while it is in its
   * finalizers, and without the timer a silent peer would be waited for without end.
   */
  private get closeInOrder(): Effect.Effect<void> {
    const patience = Effect.delay(
      Effect.sync(() => this.transport.destroy()),
      this.options.linger
    )
    const closed = Effect.async<void>((resume) => {
      this.transport.once("close", () => resume(Effect.void))
      this.discard()
      for (let block = this.sendQueue?.take(); block !== undefined; block = this.sendQueue?.take())
        this.transport.write(block)
      this.transport.end()
    })
    return Effect.flatMap(Effect.forkDaemon(Effect.interruptible(patience)), (timer) =>
      Effect.zipRight(closed, Fiber.interruptFork(timer))
    )
  }

  /** Releases it at once: what is unsent is lost, and reading fails with `TooSlow`. */
  unsafeCutOff(): void {
    this.unsafeFail(tooSlow)
    this.transport.destroy()
  }

  protected override gone(): void {
    this.settle()
  }
}

/** The next chunk. */
export const read = (connection: Connection): Effect.Effect<Uint8Array, EndOfStream | ConnectionError> =>
  Effect.suspend(() => {
    let next: Uint8Array = nothing
    const receive = (chunk: Uint8Array) => {
      next = chunk
      return false
    }
    return Effect.map(connection.readWhile({ receive }), () => next)
  })

/**
 * The chunks as a stream, which ends with the peer's side: reading for whoever has one connection. A server's sessions
 * pull with `readWhile` instead; docs/ARCHITECTURE.md has the measurements.
 */
export const incoming = (connection: Connection): Stream.Stream<Uint8Array, ConnectionError> =>
  Stream.repeatEffectOption(
    Effect.mapError(read(connection), (error) => (error._tag === "EndOfStream" ? Option.none() : Option.some(error)))
  )

/** Queues bytes and waits where more than the soft limit is unsent: a sender in a loop goes as fast as the peer reads. */
export const send = (connection: Connection, bytes: Uint8Array): Effect.Effect<void> =>
  Effect.suspend(() => {
    connection.unsafeSend(bytes)
    return connection.drained
  })
