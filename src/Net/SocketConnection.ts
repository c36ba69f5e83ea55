/** A `Connection` over a `node:net` socket, and over anything that extends it, as TLS sockets do. */
import type { Socket } from "node:net"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { format, network, unmapped } from "./Address.ts"
import { type Connection, ConnectionError } from "./Connection.ts"
import { PullReader } from "./PullReader.ts"
import type { Budgeted, SendBudget } from "./SendBudget.ts"
import { SendQueue } from "./SendQueue.ts"
import type { SendQueueLimits } from "./SendQueueLimits.ts"

export interface SocketOptions {
  readonly sendQueueLimits: SendQueueLimits
  /** What waits for this peer and others together. */
  readonly sendBudget: SendBudget
  /** How long a closed connection waits for its last bytes to go out and for the peer's end. */
  readonly linger: Duration.Duration
}

const nothing = new Uint8Array(0)

const tooSlow = new ConnectionError({ reason: "TooSlow" })

export class SocketConnection extends PullReader<Socket> implements Connection, Budgeted {
  private queued = 0
  /** What waits for the last write to be taken; there is one exactly while that is so. */
  private sendQueue: SendQueue | undefined = undefined
  private whenFlushed: ReadonlyArray<() => void> | undefined = undefined

  constructor(
    socket: Socket,
    private readonly options: SocketOptions
  ) {
    super(socket)
  }

  get peer(): string {
    const { remoteAddress, remotePort } = this.source
    if (remoteAddress === undefined) return "unix socket"
    return format({ _tag: "Tcp", host: unmapped(remoteAddress), port: remotePort ?? 0 })
  }

  get network(): string | undefined {
    const { remoteAddress } = this.source
    return remoteAddress === undefined ? undefined : network(remoteAddress)
  }

  get written(): number {
    return this.queued - this.unsent
  }

  get unsent(): number {
    return (this.sendQueue?.size ?? 0) + this.source.writableLength
  }

  unsafeSend(bytes: Uint8Array): void {
    if (!this.source.writable) return
    this.queued += bytes.length
    if (this.sendQueue !== undefined) this.sendQueue.append(bytes)
    else {
      this.source.write(bytes)
      if (this.source.writableLength === 0) return
      this.sendQueue = new SendQueue()
      // A write of nothing ends after the one before it. The `drain` event would not come for a queue that is short.
      this.source.write(nothing, () => this.proceed())
    }
    if (this.unsent > this.options.sendQueueLimits.hard) this.unsafeCutOff()
    else this.options.sendBudget.note(this)
  }

  /** The peer has taken a write: the next one follows. */
  private proceed(): void {
    if (this.source.destroyed) return
    const block = this.sendQueue?.take()
    if (block !== undefined) this.source.write(block, () => this.proceed())
    else this.settle()
  }

  /** Nothing waits any more. */
  private settle(): void {
    this.sendQueue = undefined
    const resumes = this.whenFlushed
    this.whenFlushed = undefined
    for (const resume of resumes ?? []) resume()
  }

  // Effects are made where they are asked for: kept, they would be most of what an idle connection costs.

  get drained(): Effect.Effect<void> {
    return Effect.suspend(() => (this.unsent <= this.options.sendQueueLimits.soft ? Effect.void : this.flushed))
  }

  get flushed(): Effect.Effect<void> {
    return Effect.async((resume) => {
      if (this.sendQueue === undefined || !this.source.writable) return resume(Effect.void)
      this.whenFlushed = [...(this.whenFlushed ?? []), () => resume(Effect.void)]
    })
  }

  get close(): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.source.destroyed) return Effect.void
      // TLS says goodbye in its own words, even to a peer that has said it.
      if (!this.ended || this.unsent > 0 || "encrypted" in this.source) return this.closeInOrder
      this.source.destroy()
      return Effect.void
    })
  }

  /** Breaks the connection at once: a TCP peer sees a reset and no end. */
  get reset(): Effect.Effect<void> {
    return Effect.sync(() => void this.source.resetAndDestroy())
  }

  /**
   * The timer belongs to a scope and not to this fiber: a fiber that is interrupted interrupts its children at once, even
   * while it is in its finalizers, and without the timer a silent peer would be waited for without end.
   */
  private get closeInOrder(): Effect.Effect<void> {
    return Effect.scopedWith((scope) =>
      Effect.sleep(this.options.linger).pipe(
        Effect.zipRight(Effect.sync(() => this.source.destroy())),
        Effect.interruptible,
        Effect.forkIn(scope),
        Effect.zipRight(
          Effect.async<void>((resume) => {
            this.source.once("close", () => resume(Effect.void))
            this.discard()
            for (let block = this.sendQueue?.take(); block !== undefined; block = this.sendQueue?.take())
              this.source.write(block)
            this.source.end()
          })
        )
      )
    )
  }

  unsafeCutOff(): void {
    this.unsafeFail(tooSlow)
    this.source.destroy()
  }

  protected override gone(): void {
    this.options.sendBudget.forget(this)
    this.settle()
  }
}
