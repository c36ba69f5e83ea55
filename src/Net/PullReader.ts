/**
 * Pull reads over a Node `Readable`, with back-pressure: a chunk that nobody waits for pauses the readable.
 *
 * Node's own adapters do not do: an async iterator cannot be let go of while it waits, and `NodeStream.fromReadable`
 * hangs when the readable is destroyed on this side. Invariant: at most one chunk is held, and every reader is answered
 * sooner or later: by the taker, or with the one end the readable came to.
 */
import type { Readable } from "node:stream"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { ConnectionError, read as readNext } from "./Connection.ts"

/** The end of the source, in order (`None`) or not. */
type End = Effect.Effect<never, Option.Option<ConnectionError>>

const endOfStream: End = Effect.fail(Option.none())

const closed: End = Effect.fail(Option.some(new ConnectionError({ reason: "Closed" })))

const reasons: Readonly<Record<string, ConnectionError["reason"]>> = {
  ECONNRESET: "Reset",
  ECONNABORTED: "Reset",
  EPIPE: "Reset",
  ETIMEDOUT: "TimedOut"
}

const connectionError = (cause: NodeJS.ErrnoException): ConnectionError =>
  new ConnectionError({ reason: reasons[cause.code ?? ""] ?? "Failed", cause })

export class PullReader<Source extends Readable> {
  private held: Uint8Array | undefined
  private take: ((chunk: Uint8Array) => boolean) | undefined
  private waiting: ((read: Effect.Effect<void, Option.Option<ConnectionError>>) => void) | undefined
  private end: End | undefined
  private onBreak: ((reason: Effect.Effect<never, Option.Option<ConnectionError>>) => void) | undefined

  /** Takes the readable over. The `error` listener stays for good: without one a late error ends the process. */
  constructor(protected readonly source: Source) {
    source.on("data", (chunk: Uint8Array) => this.receive(chunk))
    source.on("end", () => this.finish(endOfStream))
    source.on("error", (cause) => this.unsafeFail(connectionError(cause)))
    source.on("close", () => {
      this.finish(closed)
      this.gone()
    })
  }

  /** See `Connection.readWhile`. */
  readWhile(take: (chunk: Uint8Array) => boolean): Effect.Effect<void, Option.Option<ConnectionError>> {
    return Effect.async((resume) => {
      const chunk = this.held
      if (chunk !== undefined) {
        this.held = undefined
        this.source.resume()
      }
      this.take = take
      this.waiting = resume
      if (chunk !== undefined) this.receive(chunk)
      if (this.end !== undefined) this.answer(this.end)
      // No canceller: it would double what a waiting reader holds, and who interrupts a reader closes the connection.
    })
  }

  /** See `Connection.broken`. */
  get broken(): Effect.Effect<never, Option.Option<ConnectionError>> {
    return Effect.async((resume) => {
      if (this.end !== undefined && this.end !== endOfStream) resume(this.end)
      else this.onBreak = resume
      return Effect.sync(() => {
        this.onBreak = undefined
      })
    })
  }

  /** Whether the peer ended its side in order. */
  protected get ended(): boolean {
    return this.end === endOfStream
  }

  /** Ends the reading with an error, unless one has ended it before. */
  unsafeFail(error: ConnectionError): void {
    if (this.end === endOfStream) this.end = undefined
    this.finish(Effect.fail(Option.some(error)))
  }

  /** From now on what arrives is thrown away, so that the end of the stream can be seen. */
  protected discard(): void {
    this.held = undefined
    this.take = () => true
    this.waiting = () => {}
    this.source.resume()
  }

  /** Called when the source is gone for good. */
  protected gone(): void {}

  private receive(chunk: Uint8Array): void {
    if (this.waiting === undefined) {
      this.held = chunk
      this.source.pause()
      return
    }
    try {
      if (!this.take?.(chunk)) this.answer(Effect.void)
    } catch (defect) {
      // It belongs to the reader: thrown here it would end the process.
      this.answer(Effect.die(defect))
    }
  }

  private answer(read: Effect.Effect<void, Option.Option<ConnectionError>>): void {
    const resume = this.waiting
    this.waiting = undefined
    resume?.(read)
  }

  private finish(end: End): void {
    if (this.end !== undefined) return
    this.end = end
    if (end !== endOfStream) this.onBreak?.(end)
    this.answer(end)
  }
}

/** The bytes of a readable that is not a connection, such as standard input; an error there is its end. */
export const read = (source: Readable): Effect.Effect<Uint8Array, Option.Option<ConnectionError>> =>
  readNext(new PullReader(source))
