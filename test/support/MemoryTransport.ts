/**
 * A transport in memory. The test is at its other end: it decides what arrives and when what was written is taken. Events
 * come at once, within the call that causes them, so nothing in it waits for time.
 */
import { EventEmitter } from "node:events"
import type { Transport } from "../../src/Net/Transport.ts"

interface Write {
  readonly bytes: Uint8Array
  readonly done: (() => void) | undefined
}

export class MemoryTransport extends EventEmitter implements Transport {
  writable = true
  destroyed = false
  private isPaused = false
  private readonly written: Array<Write> = []
  private readonly arrived: Array<Uint8Array> = []
  private hasEnded = false
  private peerHasEnded = false
  private isStalled = false
  /** What the peer has taken, copied: the writer may use its memory again then. */
  private taken: Array<Uint8Array> = []

  constructor(
    readonly remoteAddress: string | undefined,
    /** Whether the peer ends its side when it sees this one's end. */
    private readonly answersEnd: boolean
  ) {
    super()
  }

  // The owner's end.

  get writableLength(): number {
    return this.written.reduce((size, { bytes }) => size + bytes.length, 0)
  }

  write(bytes: Uint8Array, done?: () => void): void {
    if (!this.writable) return
    this.written.push({ bytes, done })
    this.takeWrites()
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
    this.deliver()
  }

  end(): void {
    this.writable = false
    this.hasEnded = true
    this.takeWrites()
  }

  destroy(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.writable = false
    this.written.length = 0
    this.arrived.length = 0
    this.emit("close")
  }

  resetAndDestroy(): void {
    this.destroy()
  }

  // The peer's end.

  /** How many chunks have arrived that were not read. */
  get unread(): number {
    return this.arrived.length
  }

  arrive(chunk: Uint8Array): void {
    if (this.destroyed || this.peerHasEnded) return
    this.arrived.push(chunk)
    this.deliver()
  }

  peerEnds(): void {
    this.peerHasEnded = true
    this.deliver()
  }

  peerResets(): void {
    if (this.destroyed) return
    this.emit("error", Object.assign(new Error("reset by the test"), { code: "ECONNRESET" }))
    this.destroy()
  }

  /** The peer reads, or stops reading: then what is written stays unsent. */
  set stalled(stalled: boolean) {
    this.isStalled = stalled
    this.takeWrites()
  }

  get stalled(): boolean {
    return this.isStalled
  }

  get hasSeenEnd(): boolean {
    return this.hasEnded && this.written.length === 0
  }

  get takenSizes(): ReadonlyArray<number> {
    return this.taken.map(({ length }) => length)
  }

  takeReceived(): Uint8Array {
    const bytes = Buffer.concat(this.taken)
    this.taken = []
    return bytes
  }

  private takeWrites(): void {
    while (!this.isStalled) {
      const write = this.written.shift()
      if (write === undefined) break
      if (write.bytes.length > 0) this.taken.push(Uint8Array.from(write.bytes))
      write.done?.()
    }
    if (this.hasEnded && this.written.length === 0 && this.answersEnd) this.peerEnds()
  }

  private deliver(): void {
    while (!this.isPaused && this.arrived.length > 0) this.emit("data", this.arrived.shift())
    if (this.isPaused || this.arrived.length > 0 || !this.peerHasEnded || this.destroyed) return
    if (this.listenerCount("end") > 0) this.emit("end")
    this.removeAllListeners("end")
    if (this.hasEnded && this.written.length === 0) this.destroy()
  }
}
