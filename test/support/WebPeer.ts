/** A client of the web's protocol in a test: what it says as masked frames of a WebSocket, and what it is sent as messages. */
import assert from "node:assert/strict"
import type { ClientMessage, ServerMessage } from "../../src/Dialect/Web/Protocol.ts"
import type { MemoryPeer } from "./MemoryPeer.ts"

const MASK = Uint8Array.of(0x12, 0x34, 0x56, 0x78)

/** A frame of a client; `first` is its first byte: a whole text, if nothing else is said. */
export const clientFrame = (payload: string | Uint8Array, first = 0x81): Buffer => {
  const bytes = Buffer.from(payload)
  const size = bytes.length
  const head = size < 126 ? Buffer.of(first, 0x80 | size) : Buffer.of(first, 0x80 | 126, size >> 8, size & 0xff)
  return Buffer.concat([head, MASK, bytes.map((byte, at) => byte ^ (MASK[at % 4] as number))])
}

export interface Received {
  readonly messages: ReadonlyArray<ServerMessage>
  /** The code of a close frame, and what is not a whole frame. */
  readonly closed: number | undefined
  readonly pongs: ReadonlyArray<string>
  readonly rest: Buffer
}

/** What a server has sent, which is never masked and never in fragments. */
export const parse = (bytes: Buffer): Received => {
  const messages: Array<ServerMessage> = []
  const pongs: Array<string> = []
  let closed: number | undefined
  let at = 0
  while (bytes.length - at >= 2) {
    const short = (bytes[at + 1] as number) & 0x7f
    const head = short < 126 ? 2 : short === 126 ? 4 : 10
    if (bytes.length - at < head) break
    const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6)
    if (bytes.length - at < head + size) break
    const payload = bytes.subarray(at + head, at + head + size)
    const first = bytes[at] as number
    if (first === 0x81) messages.push(JSON.parse(payload.toString()))
    else if (first === 0x88) closed = payload.readUInt16BE(0)
    else if (first === 0x8a) pongs.push(payload.toString())
    else assert.fail(`an unexpected frame: ${first}`)
    at += head + size
  }
  return { messages, closed, pongs, rest: bytes.subarray(at) }
}

export const say = (peer: MemoryPeer, ...messages: ReadonlyArray<ClientMessage | Record<string, unknown>>): void => {
  for (const message of messages) peer.arrive(clientFrame(JSON.stringify(message)))
}

export const hear = (peer: MemoryPeer): Received => parse(Buffer.from(peer.takeReceived()))

export const hearMessages = (peer: MemoryPeer): ReadonlyArray<ServerMessage> => hear(peer).messages

/** The secret of a session that a test knows by a word. */
export const session = (word: string): string => word.padEnd(22, "-")

/** The id of a message that a test knows by a word. */
export const messageId = (word: string | number): string => String(word).padEnd(8, "_")
