/**
 * The standard streams as a service: what a program reads and prints, byte for byte. Errors go to standard error.
 *
 * Standard input and output are opened by their first use: opening takes time, and an open input keeps a program alive
 * that never reads it.
 */
import * as NodeStream from "@effect/platform-node/NodeStream"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { constVoid } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"

/** Nobody reads standard output any more. */
export class OutputClosed extends Schema.TaggedError<OutputClosed>()("OutputClosed", {}) {}

/**
 * The listener stays when the stream has ended: without one, a late error would end the process. The input stays open,
 * because it may be a terminal whose mode is restored at the end.
 */
const input: Stream.Stream<Uint8Array> = NodeStream.fromReadable(
  () => process.stdin.on("error", constVoid),
  constVoid,
  { closeOnDone: false }
).pipe(Stream.catchAll(() => Stream.empty))

export class Stdio extends Context.Tag("chat/Stdio")<
  Stdio,
  {
    /**
     * The bytes of standard input. It ends where standard input ends, or with an error of it. Nothing is read that nobody
     * asks for, but for what Node and the kernel buffer.
     */
    readonly input: Stream.Stream<Uint8Array>
    /** Prints bytes and waits until the operating system has taken them. */
    readonly write: (bytes: Uint8Array | string) => Effect.Effect<void, OutputClosed>
    /** Prints a line on standard error. */
    readonly writeError: (line: string) => Effect.Effect<void>
  }
>() {
  static readonly layer = Layer.effect(
    Stdio,
    Effect.gen(function* () {
      process.stderr.on("error", constVoid)
      // A failed write fails in its callback; without a listener, the error event would end the process.
      const output = yield* Effect.cached(Effect.sync(() => process.stdout.on("error", constVoid)))
      return {
        input,
        write: (bytes: Uint8Array | string) =>
          Effect.flatMap(output, (stdout) =>
            Effect.async<void, OutputClosed>((resume) => {
              stdout.write(bytes, (error) => resume(error ? new OutputClosed() : Effect.void))
            })
          ),
        writeError: (line: string) => Effect.sync(() => void process.stderr.write(`${line}\n`))
      }
    })
  )
}
