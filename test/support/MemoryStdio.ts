/** The standard streams in memory. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Stdio } from "../../src/Stdio.ts"
import { MemoryInput } from "./MemoryInput.ts"

export class MemoryStdio {
  output = ""
  errors: Array<string> = []
  private readonly input = new MemoryInput()

  type(text: string): void {
    this.input.type(text)
  }

  endInput(): void {
    this.input.end()
  }

  readonly layer = Layer.succeed(Stdio, {
    input: this.input.stream,
    write: (bytes) =>
      Effect.sync(() => {
        this.output += typeof bytes === "string" ? bytes : Buffer.from(bytes).toString("latin1")
      }),
    writeError: (line) => Effect.sync(() => void this.errors.push(line))
  })
}
