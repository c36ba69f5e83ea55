/** An input in memory: the test types, and ends it. */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

export class MemoryInput {
  private readonly chunks = Effect.runSync(Queue.unbounded<Uint8Array | undefined>())

  type(text: string): void {
    this.chunks.unsafeOffer(Buffer.from(text))
  }

  end(): void {
    this.chunks.unsafeOffer(undefined)
  }

  /** A chunk is taken only when it is asked for. */
  readonly stream: Stream.Stream<Uint8Array> = Stream.repeatEffect(Queue.take(this.chunks)).pipe(
    Stream.takeWhile((chunk) => chunk !== undefined)
  )
}
