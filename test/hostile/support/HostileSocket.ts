/** A plain socket that can do everything that no honest client does. Its own errors never fail a test. */
import { connect, type Socket } from "node:net"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { bounded } from "../../process/support/Wait.ts"
import { turn } from "./Turn.ts"

export class HostileSocket {
  /** Bytes that it was given to send. */
  sent = 0

  constructor(private readonly socket: Socket) {
    socket.on("error", () => {})
  }

  /** Whether it can still send. */
  get open(): boolean {
    return this.socket.writable
  }

  write(bytes: string | Uint8Array): void {
    if (!this.open) return
    this.sent += bytes.length
    this.socket.write(bytes, "latin1")
  }

  /** Reads and discards everything that it is sent. */
  read(): void {
    this.socket.resume()
  }

  /** Reads nothing any more, so that what the server sends piles up. */
  stopReading(): void {
    this.socket.pause()
  }

  /** Ends its own side, and reads up to the server's end. */
  readonly finish: Effect.Effect<void> = Effect.suspend(() => {
    this.socket.end()
    this.read()
    return this.closed
  })

  /** Ends its own side, and closes a moment later without having read: what is on its way is answered with a reset. */
  readonly finishDeaf: Effect.Effect<void> = Effect.suspend(() => {
    this.socket.end()
    return Effect.zipRight(turn, this.leave)
  })

  /** Goes away; the system resets the connection if something was not read. */
  readonly leave: Effect.Effect<void> = Effect.suspend(() => {
    this.socket.destroy()
    return this.closed
  })

  readonly reset: Effect.Effect<void> = Effect.suspend(() => {
    this.socket.resetAndDestroy()
    return this.closed
  })

  /** Waits until the socket is closed on this side. */
  readonly closed: Effect.Effect<void> = bounded(
    Effect.async<void>((resume) => {
      const done = () => resume(Effect.void)
      if (this.socket.closed) done()
      else this.socket.once("close", done)
    }),
    () => `the server did not close a connection that sent ${this.sent} bytes`
  )
}

/** Connects to a server on 127.0.0.1. It reads only after `read`, and does not mind being refused. */
export const openHostile = (port: number): Effect.Effect<HostileSocket, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<Socket>((resume) => {
      const socket = connect({ host: "127.0.0.1", port, noDelay: true, allowHalfOpen: true })
      socket.pause()
      socket.once("error", () => resume(Effect.succeed(socket)))
      socket.once("connect", () => resume(Effect.succeed(socket)))
    }),
    (socket) => Effect.sync(() => socket.destroy())
  ).pipe(Effect.map((socket) => new HostileSocket(socket)))
