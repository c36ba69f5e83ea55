/**
 * A connection in memory: the server's end is a `Connection`, the test's end a `Peer` that can stop reading. It keeps
 * the contract that `Net/SocketConnection` keeps over a socket, and nothing in it waits for time.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { type Connection, ConnectionError } from "../../src/Net/Connection.ts"
import { defaultSendQueueLimits, type SendQueueLimits } from "../../src/Net/SendQueueLimits.ts"
import { frame } from "./frames.ts"

type End = Effect.Effect<never, Option.Option<ConnectionError>>
type Read = Effect.Effect<void, Option.Option<ConnectionError>>

const endOfStream: End = Effect.fail(Option.none())

const fail = (reason: ConnectionError["reason"]): End => Effect.fail(Option.some(new ConnectionError({ reason })))

export interface MemoryOptions {
  /** One connection in memory has no others to share a bound with. */
  readonly bounds?: Pick<SendQueueLimits, "soft" | "hard">
  readonly network?: string | undefined
  /** The peer does not answer the server's end of the stream: closing lasts until `finishClosing`. */
  readonly lingers?: boolean
}

let closings = 0

export class MemoryConnection implements Connection {
  readonly peer = "memory"
  private sent = 0
  /** What the server has sent and the peer has not taken out of `takeReceived`. */
  private received: Array<Uint8Array> = []
  private queued: Array<Uint8Array> = []
  private arrived: Array<Uint8Array> = []
  private take: (chunk: Uint8Array) => boolean = () => true
  private waiting: ((read: Read) => void) | undefined
  private finished: End | undefined
  private drains: Array<() => void> = []
  /** The server has let go of the connection. */
  closed = false
  /** How many connections had been let go of before this one. */
  closedAs = 0
  /** The peer does not read: what it is sent stays unsent. */
  stalled = false

  private onBreak: ((reason: End) => void) | undefined

  private readonly bounds: Pick<SendQueueLimits, "soft" | "hard">
  private readonly lingers: boolean
  readonly network: string | undefined

  constructor({ bounds = defaultSendQueueLimits, lingers = false, network }: MemoryOptions) {
    this.bounds = bounds
    this.lingers = lingers
    this.network = network
  }

  // The server's end.

  readWhile(take: (chunk: Uint8Array) => boolean): Read {
    return Effect.async((resume) => {
      this.take = take
      this.waiting = resume
      while (this.waiting !== undefined && this.arrived.length > 0) this.offer(this.arrived.shift() as Uint8Array)
      if (this.finished !== undefined) this.answer(this.finished)
    })
  }

  get broken(): End {
    return Effect.async((resume) => {
      if (this.finished !== undefined && this.finished !== endOfStream) resume(this.finished)
      else this.onBreak = resume
      return Effect.sync(() => {
        this.onBreak = undefined
      })
    })
  }

  get written(): number {
    return this.sent - this.unsent
  }

  get unsent(): number {
    return this.queued.reduce((size, chunk) => size + chunk.length, 0)
  }

  unsafeSend(bytes: Uint8Array): void {
    if (this.closed) return
    this.sent += bytes.length
    // A copy where the peer takes it at once: the sender may use the bytes again. As they are where it does not.
    if (!this.stalled) this.received.push(Uint8Array.from(bytes))
    else this.queued.push(bytes)
    if (this.unsent > this.bounds.hard) {
      this.unsafeCutOff()
    }
  }

  unsafeCutOff(): void {
    this.queued = []
    this.unsafeFail(new ConnectionError({ reason: "TooSlow" }))
    this.drop()
  }

  unsafeFail(error: ConnectionError): void {
    if (this.finished === endOfStream) this.finished = undefined
    this.finish(Effect.fail(Option.some(error)))
  }

  readonly drained: Effect.Effect<void> = this.whenUnsent(() => this.unsent <= this.bounds.soft)
  readonly flushed: Effect.Effect<void> = this.whenUnsent(() => this.unsent === 0)

  readonly close: Effect.Effect<void> = Effect.suspend(() => {
    const done = Effect.sync(() => this.drop())
    if (this.lingers) return Effect.async<void>((resume) => void this.drains.push(() => resume(done)))
    return this.stalled ? done : Effect.zipRight(this.flushed, done)
  })

  // The peer's end.

  /** Whether the server has handled all that arrived and asks for more, or is done. */
  get idle(): boolean {
    if (this.closed || this.drains.length > 0 || this.onBreak !== undefined) return true
    return this.arrived.length === 0 && this.waiting !== undefined
  }

  arrive(message: string | Uint8Array): void {
    const chunk = typeof message === "string" ? frame(message) : message
    if (this.waiting === undefined) this.arrived.push(chunk)
    else this.offer(chunk)
  }

  end(): void {
    this.finish(endOfStream)
  }

  reset(): void {
    this.queued = []
    this.finish(fail("Reset"))
    this.drop()
  }

  /** Reads again, and takes what waited. */
  resume(): void {
    this.stalled = false
    this.received.push(...this.queued)
    this.queued = []
    this.wake()
  }

  finishClosing(): void {
    this.wake()
  }

  /** How many chunks the server has not read. */
  get unread(): number {
    return this.arrived.length
  }

  takeReceived(): Uint8Array {
    const bytes = Buffer.concat(this.received)
    this.received = []
    return bytes
  }

  private offer(chunk: Uint8Array): void {
    try {
      if (!this.take(chunk)) this.answer(Effect.void)
    } catch (defect) {
      this.answer(Effect.die(defect))
    }
  }

  private drop(): void {
    if (!this.closed) this.closedAs = closings++
    this.closed = true
    this.finish(fail("Closed"))
    this.wake()
  }

  private wake(): void {
    const due = this.drains
    this.drains = []
    for (const drain of due) drain()
  }

  private whenUnsent(condition: () => boolean): Effect.Effect<void> {
    return Effect.suspend(() =>
      this.closed || condition()
        ? Effect.void
        : Effect.async<void>((resume) => void this.drains.push(() => resume(Effect.void)))
    )
  }

  private finish(end: End): void {
    if (this.finished !== undefined) return
    this.finished = end
    if (end !== endOfStream) this.onBreak?.(end)
    this.answer(end)
  }

  private answer(read: Read): void {
    const resume = this.waiting
    this.waiting = undefined
    resume?.(read)
  }
}
