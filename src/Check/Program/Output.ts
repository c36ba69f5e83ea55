/**
 * What a program has printed on one of its streams, and waiting for what it is to print. Texts are byte strings.
 *
 * Bounded: what comes after the first {@link KEPT} bytes is read, so that the program is not held up, counted and
 * forgotten.
 */
import * as Effect from "effect/Effect"
import { fromBytes } from "../../Domain/ByteString.ts"

/** Bytes. Some thousand times what a case makes a program print, but for the large inputs of part 1. */
const KEPT = 1024 * 1024

/** As many bytes as one call turns into a string. */
const SLICE = 4096

export class Output {
  private kept = ""
  private size = 0
  private readonly watchers = new Set<() => void>()

  /** All that was printed, up to the bound. */
  get text(): string {
    return this.kept
  }

  /** How many bytes were printed. */
  get length(): number {
    return this.size
  }

  get overflowed(): boolean {
    return this.size > KEPT
  }

  /** The program has printed these bytes. */
  unsafeAdd(chunk: Uint8Array): void {
    this.size += chunk.length
    const room = KEPT - this.kept.length
    for (let at = 0; at < Math.min(chunk.length, room); at += SLICE) {
      this.kept += fromBytes(chunk.subarray(at, Math.min(at + SLICE, room)))
    }
    for (const look of [...this.watchers]) look()
  }

  /** Waits, without end, until what was printed satisfies the predicate. */
  until(satisfied: (text: string) => boolean): Effect.Effect<void> {
    return Effect.async((resume) => {
      const look = () => {
        if (!satisfied(this.kept)) return
        this.watchers.delete(look)
        resume(Effect.void)
      }
      this.watchers.add(look)
      look()
      return Effect.sync(() => this.watchers.delete(look))
    })
  }
}
