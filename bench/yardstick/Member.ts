/** A client of the yardstick that has said its name. */
import type { Socket } from "node:net"
import type { Channel } from "./Channel.ts"

/** Bytes that may wait for a client that does not read. */
const MOST_WAITING = 4 * 1024 * 1024

export class Member {
  channel: Channel | undefined
  readonly prefix: Buffer

  constructor(
    readonly name: string,
    private readonly socket: Socket
  ) {
    this.prefix = Buffer.from(`[${name}] `, "latin1")
  }

  send(bytes: Buffer): void {
    if (this.socket.destroyed) return
    if (this.socket.writableLength > MOST_WAITING) this.socket.destroy()
    else this.socket.write(bytes)
  }

  /** In one system call. */
  sendAll(parts: ReadonlyArray<Buffer>): void {
    if (parts.length > 1) this.socket.cork()
    for (const part of parts) this.send(part)
    if (parts.length > 1) this.socket.uncork()
  }
}
