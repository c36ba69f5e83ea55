/**
 * Reads a connection frame by frame: `Connection.readWhile`, one level up.
 *
 * Invariant: every frame is taken once and in order. What has arrived and is not taken stays here for the next read.
 */
import type * as Effect from "effect/Effect"
import { void as done } from "effect/Effect"
import * as Frame from "../../Dialect/Frames/Frame.ts"
import type { Connection } from "../../Net/Connection.ts"
import type { ConnectionError, EndOfStream } from "../../Net/ConnectionError.ts"
import type { Consumer } from "../../Net/PullReader.ts"

const none: ReadonlyArray<Uint8Array> = []

/** A class to extend, because every connection has one: as an object of its own it would cost each of them more. */
export abstract class FrameReader implements Consumer {
  private pending = Frame.empty
  private texts = none
  private taken = 0

  /** A chunk has arrived, which completes a frame or is only a piece of one. */
  protected abstract onChunk(chunk: Uint8Array, isPiece: boolean): void

  /** Takes the text of a frame, which is a view of a chunk; returns whether to continue with the next one. */
  protected abstract take(text: Uint8Array): boolean

  /** Texts have been taken, all that there are or as many as were wanted. */
  protected abstract onTaken(): void

  /** Whether what a chunk brings may be taken now. */
  protected abstract get mayTake(): boolean

  /** Whether to read the next chunk when all texts are taken. */
  protected abstract get mayRead(): boolean

  /** Hands each text to `take`, without waking the fiber, until it returns false. Fails as `readWhile` does. */
  protected readFrom(connection: Connection): Effect.Effect<void, EndOfStream | ConnectionError> {
    return this.drain() ? connection.readWhile(this) : done
  }

  /** For the connection alone. */
  receive(chunk: Uint8Array): boolean {
    const [pending, texts] = Frame.feed(this.pending, chunk)
    this.pending = pending
    this.texts = texts
    this.taken = 0
    this.onChunk(chunk, texts.length === 0)
    return this.mayTake && this.drain() && this.mayRead
  }

  private drain(): boolean {
    const isDry = this.takeTexts()
    this.onTaken()
    return isDry
  }

  private takeTexts(): boolean {
    while (this.taken < this.texts.length) {
      const text = this.texts[this.taken++] as Uint8Array
      // The last text releases the chunk.
      if (this.taken === this.texts.length) this.texts = none
      if (!this.take(text)) return false
    }
    return true
  }
}
