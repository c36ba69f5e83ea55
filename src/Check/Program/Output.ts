/**
 * What a program has printed on one of its streams, and waits for what it is yet to print. Texts are byte strings.
 *
 * Invariants: the first {@link KEPT_BYTES} are kept. What comes after them is counted and forgotten, and still read,
 * because a program must not be held up by a full pipe. Each state of an output has the signal of the next one, so a
 * wait that has looked at a state misses nothing that is printed after it.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as MutableRef from "effect/MutableRef"
import { fromBytes } from "../../Domain/ByteString.ts"

/** Some thousand times what a case makes a program print, but for the large inputs of part 1. */
const KEPT_BYTES = 1024 * 1024

/** As many bytes as one call turns into a string. */
const BYTES_PER_CALL = 4096

interface Printed {
  /** The bytes that are kept. */
  readonly text: string
  /** The number of all bytes. */
  readonly length: number
  /** Done when more has been printed. */
  readonly more: Deferred.Deferred<void>
}

const printed = (text: string, length: number): Printed => ({ text, length, more: Deferred.unsafeMake(FiberId.none) })

export class Output {
  private readonly printed = MutableRef.make(printed("", 0))

  /** What was printed, up to the limit. */
  get text(): string {
    return MutableRef.get(this.printed).text
  }

  /** The number of bytes that were printed. */
  get length(): number {
    return MutableRef.get(this.printed).length
  }

  get overflowed(): boolean {
    return this.length > KEPT_BYTES
  }

  /** The program has printed these bytes. */
  unsafeAdd(chunk: Uint8Array): void {
    const { length, more, text } = MutableRef.get(this.printed)
    const kept = chunk.subarray(0, KEPT_BYTES - text.length)
    let added = ""
    for (let at = 0; at < kept.length; at += BYTES_PER_CALL) {
      added += fromBytes(kept.subarray(at, at + BYTES_PER_CALL))
    }
    MutableRef.set(this.printed, printed(text + added, length + chunk.length))
    Deferred.unsafeDone(more, Effect.void)
  }

  /** Waits, without a limit, until what was printed satisfies the predicate. */
  until(satisfied: (text: string) => boolean): Effect.Effect<void> {
    return Effect.suspend(() => {
      const { more, text } = MutableRef.get(this.printed)
      return satisfied(text) ? Effect.void : Effect.zipRight(Deferred.await(more), this.until(satisfied))
    })
  }
}
