/** A `Connection` over a `node:net` socket, and over anything that extends it, as TLS sockets do. */
import type { Socket } from "node:net"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { format, network, unmapped } from "./Address.ts"
import type { Backlog, Backlogged } from "./Backlog.ts"
import { type Connection, ConnectionError } from "./Connection.ts"
import { Inlet } from "./Inlet.ts"
import type { UnsentBounds } from "./UnsentBounds.ts"

export interface SocketOptions {
  readonly unsentBounds: UnsentBounds
  /** What waits for this peer and others together. */
  readonly backlog: Backlog
  /** How long a closed connection waits for its last bytes to go out and for the peer's end. */
  readonly linger: Duration.Duration
}

const tooSlow = new ConnectionError({ reason: "TooSlow" })

export class SocketConnection extends Inlet<Socket> implements Connection, Backlogged {
  private queued = 0

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

  get taken(): number {
    return this.queued - this.source.writableLength
  }

  get unsent(): number {
    return this.source.writableLength
  }

  unsafeSend(bytes: Uint8Array): void {
    if (!this.source.writable) return
    this.queued += bytes.length
    this.source.write(bytes)
    const unsent = this.source.writableLength
    if (unsent === 0) return
    if (unsent > this.options.unsentBounds.hard) this.unsafeCutOff()
    else this.options.backlog.note(this)
  }

  // Effects are made where they are asked for: kept, they would be most of what an idle connection costs.

  get drained(): Effect.Effect<void> {
    return Effect.suspend(() =>
      this.source.writableLength <= this.options.unsentBounds.soft ? Effect.void : this.flushed
    )
  }

  /** By a write of nothing, which ends after all others. The `drain` event would not come for a queue that is short. */
  get flushed(): Effect.Effect<void> {
    return Effect.async((resume) => {
      if (this.source.writableLength === 0 || !this.source.writable) resume(Effect.void)
      else this.source.write(new Uint8Array(0), () => resume(Effect.void))
    })
  }

  get close(): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.source.destroyed) return Effect.void
      if (!this.ended || this.source.writableLength > 0) return this.closeInOrder
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
    this.options.backlog.forget(this)
  }
}
