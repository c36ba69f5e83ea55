/**
 * Reads a connection message by message: `Connection.readWhile`, two levels up. `ws` parses the frames and nothing else: it
 * owns no socket.
 *
 * Invariant: every message is taken once and in order. What has arrived and is not taken stays here for the next read.
 */
import type * as Effect from "effect/Effect"
import { void as done } from "effect/Effect"
import { Receiver } from "ws"
import { PAYLOAD_LENGTH } from "../../Dialect/Web/Protocol.ts"
import { CloseCode } from "../../Dialect/Web/Refusal.ts"
import type { Connection } from "../../Net/Connection.ts"
import type { ConnectionError, EndOfStream } from "../../Net/ConnectionError.ts"
import type { Consumer } from "../../Net/PullReader.ts"

/** Frames that one message may come in: memory for many tiny ones is many times their bytes. */
const FRAGMENTS = 16

/** Chunks that one frame may come in, for the same reason. Networks deliver some hundred bytes at a time at the least. */
const CHUNKS = 1024

/** How the peer's side of a WebSocket has ended, and the close code that answers it. */
export interface Conclusion {
  readonly code: number
  /** Whether the peer has broken the protocol. */
  readonly isFault: boolean
}

const faults: Readonly<Record<string, number>> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008
}

const faultOf = (cause: Error): Conclusion => ({
  code: faults[String(Reflect.get(cause, "code"))] ?? CloseCode.protocolError,
  isFault: true
})

/** A parser that says what it found to its owner. */
const makeReceiver = (owner: MessageReader): Receiver => {
  const receiver = new Receiver({
    isServer: true,
    maxPayload: PAYLOAD_LENGTH,
    maxFragments: FRAGMENTS,
    maxBufferedChunks: CHUNKS
  })
  receiver.on("message", (data, isBinary) => owner.onMessage(data, isBinary))
  receiver.on("ping", (data) => owner.onPing(data))
  receiver.on("conclude", (code) => owner.onConclude(code))
  // Seen in `receive`; without a listener it would end the process.
  receiver.on("error", () => {})
  return receiver
}

export abstract class MessageReader implements Consumer {
  private readonly receiver = makeReceiver(this)
  private messages: Array<Buffer> = []
  private taken = 0
  private arrived = 0
  private ping: Buffer | undefined
  /** There when nothing more can be read. */
  protected conclusion: Conclusion | undefined

  /** A chunk has arrived, which completes a message or is only a piece of one. */
  protected abstract onChunk(chunk: Uint8Array, isPiece: boolean): void

  /** Takes a message; returns whether to continue with the next one. */
  protected abstract take(payload: Buffer): boolean

  /** Answers a ping frame. */
  protected abstract answer(ping: Uint8Array): void

  /** Whether what a chunk brings may be taken now. */
  protected abstract get mayTake(): boolean

  /** Whether to read the next chunk when all messages are taken. */
  protected abstract get mayRead(): boolean

  /** Whether a message waits to be taken. */
  protected get isDrained(): boolean {
    return this.taken === this.messages.length
  }

  /**
   * Hands each message to `take`, without waking the fiber, until it returns false or the peer's side is concluded. Fails
   * as `readWhile` does.
   */
  protected readFrom(connection: Connection): Effect.Effect<void, EndOfStream | ConnectionError> {
    return this.drain() && this.conclusion === undefined ? connection.readWhile(this) : done
  }

  /** For the connection alone. */
  receive(chunk: Uint8Array): boolean {
    this.arrived = 0
    this.onChunkParsed(chunk)
    if (this.conclusion !== undefined) return false
    return this.mayTake && this.drain() && this.mayRead
  }

  private onChunkParsed(chunk: Uint8Array): void {
    const { receiver } = this
    receiver.write(chunk)
    if (receiver.errored) this.conclusion ??= faultOf(receiver.errored)
    this.onChunk(chunk, this.arrived === 0)
    // One answer for all that came at once: a flood of pings must not be doubled (RFC 6455, 5.5.3).
    if (this.ping !== undefined) this.answer(this.ping)
    this.ping = undefined
  }

  /** For the parser alone. */
  onMessage(data: Buffer, isBinary: boolean): void {
    this.arrived++
    if (isBinary) this.conclusion ??= { code: CloseCode.binary, isFault: true }
    if (this.conclusion === undefined) this.messages.push(data)
  }

  /** For the parser alone. */
  onPing(data: Buffer): void {
    this.ping = data
  }

  /** For the parser alone. */
  onConclude(code: number): void {
    // 1005: it did not say a code, and is not answered with one that must not be sent (RFC 6455, 7.4.1).
    this.conclusion ??= { code: code === 1005 ? CloseCode.normal : code, isFault: false }
  }

  private drain(): boolean {
    while (this.taken < this.messages.length) {
      const payload = this.messages[this.taken++] as Buffer
      // The last message releases the chunk.
      if (this.taken === this.messages.length) {
        this.messages = []
        this.taken = 0
      }
      if (!this.take(payload)) return false
    }
    return true
  }
}
