/** `ws` exports its parser for programs that own their sockets, and its types leave it out. */
import type { Writable } from "node:stream"

declare module "ws" {
  export class Receiver extends Writable {
    constructor(options: {
      readonly isServer: true
      /** In bytes, of a message; 0 is no limit. */
      readonly maxPayload: number
      readonly maxFragments: number
      readonly maxBufferedChunks: number
    })
    on(event: "message", listener: (data: Buffer, isBinary: boolean) => void): this
    on(event: "ping" | "pong", listener: (data: Buffer) => void): this
    on(event: "conclude", listener: (code: number, reason: Buffer) => void): this
    on(event: "error", listener: (cause: Error & { readonly code?: string }) => void): this
  }
}
