/** What has arrived from a client and is not handled yet: whole texts, and the bytes of a frame that is on its way. */
import * as Frame from "../Dialect/Frames/Frame.ts"

const none: ReadonlyArray<Uint8Array> = []

export class Inbox {
  private pending = Frame.empty
  private texts = none
  private handled = 0

  /** Adds a chunk. The texts are views of it, so the inbox is to be empty again before the next one. */
  add(chunk: Uint8Array): void {
    const [pending, texts] = Frame.feed(this.pending, chunk)
    this.pending = pending
    this.texts = texts
    this.handled = 0
  }

  /** Whether nothing has arrived that is not handled, not even a piece of a frame. */
  get isEmpty(): boolean {
    return this.pending.length === 0 && this.first === undefined
  }

  /** The first text that is not handled, if there is one. */
  get first(): Uint8Array | undefined {
    return this.texts[this.handled]
  }

  /** Takes the first text, which must be there, out. The last one lets go of the chunk. */
  take(): Uint8Array {
    const text = this.texts[this.handled] as Uint8Array
    this.handled++
    if (this.handled >= this.texts.length) this.texts = none
    return text
  }
}
