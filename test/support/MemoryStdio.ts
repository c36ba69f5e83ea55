/** The standard streams in memory. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import { Stdio } from "../../src/Stdio.ts"

export class MemoryStdio {
  output = ""
  errors: Array<string> = []
  private readonly input = Effect.runSync(Queue.unbounded<Uint8Array | undefined>())

  type(text: string): void {
    this.input.unsafeOffer(Buffer.from(text))
  }

  endInput(): void {
    this.input.unsafeOffer(undefined)
  }

  readonly layer = Layer.succeed(Stdio, {
    read: Effect.flatMap(Queue.take(this.input), (chunk) =>
      chunk === undefined ? Effect.fail(Option.none()) : Effect.succeed(chunk)
    ),
    write: (bytes) =>
      Effect.sync(() => {
        this.output += typeof bytes === "string" ? bytes : Buffer.from(bytes).toString("latin1")
      }),
    writeError: (line) => Effect.sync(() => void this.errors.push(line))
  })
}
