/**
 * Pull reads over a transport, with back-pressure: a chunk that nobody waits for pauses the transport.
 *
 * Node's own adapters do not do: an async iterator cannot be interrupted while it waits, and `NodeStream.fromReadable`
 * hangs when the stream is destroyed on this side. Invariant: at most one chunk is held, and every read completes: when
 * the consumer has had enough, or with the end of the stream.
 */
import * as Effect from "effect/Effect"
import { ConnectionError, type EndOfStream, endOfStream, fromCause } from "./ConnectionError.ts"
import type { Transport } from "./Transport.ts"

/** What chunks are handed to: an object that is there already, because every idle connection would keep a closure. */
export interface Consumer {
  /** Takes a chunk of at least one byte; returns whether to continue with the next one. */
  readonly receive: (chunk: Uint8Array) => boolean
}

/** Why nothing can be read any more, made an effect once. */
type Broken = Effect.Effect<never, ConnectionError>

/** A read that has completed. */
type Completed = Effect.Effect<void, EndOfStream | ConnectionError>

const ended = Effect.fail(endOfStream)

const discarding: Consumer = { receive: () => true }

const closed: Broken = Effect.fail(new ConnectionError({ reason: "Closed" }))

export class PullReader {
  private held: Uint8Array | undefined
  private isPaused = false
  private consumer: Consumer | undefined
  private waiting: ((read: Completed) => void) | undefined
  /** Whether the peer has ended its side in order. */
  protected isEnded = false
  private brokenBy: Broken | undefined
  private onBreak: ((reason: Broken) => void) | undefined

  /** Takes the transport over. The `error` listener stays for good: without one a late error ends the process. */
  constructor(protected readonly transport: Transport) {
    transport.on("data", (chunk: Uint8Array) => this.receive(chunk))
    transport.on("end", () => this.finish())
    transport.on("error", (cause) => this.unsafeFail(fromCause(cause)))
    transport.on("close", () => {
      if (!this.isEnded) this.break(closed)
      this.gone()
    })
  }

  /**
   * Hands each chunk to the consumer as it arrives, and continues while it returns true, without waking the fiber, which
   * is the dearest part of a small chunk. Fails with `EndOfStream` when the peer ends its side. For one reader at a time; a
   * read that is interrupted is the last one.
   */
  readWhile(consumer: Consumer): Effect.Effect<void, EndOfStream | ConnectionError> {
    return Effect.async((resume) => {
      this.consumer = consumer
      this.waiting = resume
      const chunk = this.held
      if (chunk !== undefined) {
        this.held = undefined
        this.receive(chunk)
      }
      // Only where more is wanted, and not before: a transport may hand on what it has within the call.
      if (this.waiting !== undefined && this.isPaused) this.unpause()
      const end = this.brokenBy ?? (this.isEnded ? ended : undefined)
      if (end !== undefined) this.complete(end)
      // No canceller: it would double what a waiting reader holds, and an interrupted reader closes the connection.
    })
  }

  /**
   * Waits until the connection breaks, without reading, and fails with the reason. The peer's orderly end does not break
   * it. For one waiter at a time.
   */
  get broken(): Effect.Effect<never, ConnectionError> {
    return Effect.async((resume) => {
      if (this.brokenBy !== undefined) resume(this.brokenBy)
      else this.onBreak = resume
      return Effect.sync(() => {
        this.onBreak = undefined
      })
    })
  }

  /** Gives the peer up: reading fails with the error from now on. What is queued still goes out when it is closed. */
  unsafeFail(error: ConnectionError): void {
    this.break(Effect.fail(error))
  }

  /** From now on what arrives is thrown away, so that the end of the stream can be seen. */
  protected discard(): void {
    this.held = undefined
    this.consumer = discarding
    this.waiting = () => {}
    this.unpause()
  }

  /** Called when the transport is gone. */
  protected gone(): void {}

  private receive(chunk: Uint8Array): void {
    if (this.waiting === undefined) {
      this.held = chunk
      this.isPaused = true
      this.transport.pause()
      return
    }
    try {
      if (!this.consumer?.receive(chunk)) this.complete(Effect.void)
    } catch (defect) {
      // It belongs to the reader: thrown here it would end the process.
      this.complete(Effect.die(defect))
    }
  }

  private unpause(): void {
    this.isPaused = false
    this.transport.resume()
  }

  private complete(read: Completed): void {
    const resume = this.waiting
    this.waiting = undefined
    resume?.(read)
  }

  private finish(): void {
    if (this.brokenBy !== undefined) return
    this.isEnded = true
    this.complete(ended)
  }

  private break(reason: Broken): void {
    if (this.brokenBy !== undefined) return
    this.brokenBy = reason
    this.onBreak?.(reason)
    this.complete(reason)
  }
}
