/**
 * What has arrived on a stream, and waiting for more. Texts are byte strings: one character, one byte. Nothing here
 * polls: the stream's own events wake everybody who waits.
 */
import assert from "node:assert/strict"
import type { Readable } from "node:stream"
import * as Effect from "effect/Effect"
import { bounded } from "./Wait.ts"

export class Output {
  private bytes = ""
  private end: "open" | "ended" | "broken" = "open"
  private readonly watchers = new Set<() => void>()

  /** If `take` is given, it gets each chunk and nothing is kept. */
  constructor(
    private readonly source: Readable,
    take?: (chunk: Uint8Array) => void
  ) {
    const keep = (chunk: Buffer) => {
      this.bytes += chunk.toString("latin1")
      this.wake()
    }
    source.on("data", take ?? keep)
    source.on("end", () => this.finish("ended"))
    source.on("error", () => this.finish("broken"))
    source.on("close", () => this.finish("broken"))
  }

  /** All that has arrived. */
  get text(): string {
    return this.bytes
  }

  /** Waits until what has arrived satisfies the predicate, and returns it. */
  until(what: string, satisfied: (text: string) => boolean): Effect.Effect<string> {
    return this.wait(what, () => satisfied(this.bytes))
  }

  /** Waits until the text has arrived, anywhere. */
  contains(text: string): Effect.Effect<string> {
    return this.until(JSON.stringify(text), (received) => received.includes(text))
  }

  /** Waits for as many bytes as are expected, or for the first wrong one, and compares; more may have arrived already. */
  beginsWith(expected: string): Effect.Effect<void> {
    return this.until(
      JSON.stringify(expected),
      (received) => received.length >= expected.length || !expected.startsWith(received)
    ).pipe(Effect.map((received) => assert.equal(received.slice(0, expected.length), expected)))
  }

  /** Closes the reading end, so that writing to the other end fails. */
  readonly abandon: Effect.Effect<void> = Effect.sync(() => void this.source.destroy())

  /** Waits for the orderly end of the stream, and returns everything that arrived. */
  readonly ended: Effect.Effect<string> = Effect.suspend(() => this.wait("the end", () => this.end === "ended"))

  private wait(what: string, satisfied: () => boolean): Effect.Effect<string> {
    const complaint = (problem: string) => `${problem} ${what}; there was ${JSON.stringify(this.bytes)}`
    return bounded(
      Effect.async<string>((resume) => {
        const look = () => {
          if (satisfied()) resume(Effect.succeed(this.bytes))
          else if (this.end !== "open") resume(Effect.die(new Error(complaint(`the stream ${this.end} before`))))
          else return
          this.watchers.delete(look)
        }
        this.watchers.add(look)
        look()
        return Effect.sync(() => this.watchers.delete(look))
      }),
      () => complaint("waited in vain for")
    )
  }

  private finish(end: "ended" | "broken"): void {
    if (this.end === "open") this.end = end
    this.wake()
  }

  private wake(): void {
    for (const look of [...this.watchers]) look()
  }
}
