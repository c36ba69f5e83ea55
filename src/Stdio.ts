/** The standard streams as a service: what a program reads and prints, byte for byte. Errors go to standard error. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { ConnectionError } from "./Net/Connection.ts"
import * as PullReader from "./Net/PullReader.ts"

/** Nobody reads standard output any more. */
export class OutputClosed extends Schema.TaggedError<OutputClosed>()("OutputClosed", {}) {}

/** A failed write is answered in its callback; without a listener the event would end the process. */
const ignore = () => {}

const once = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

export class Stdio extends Context.Tag("chat/Stdio")<
  Stdio,
  {
    /** The next bytes of standard input; fails with `None` at its end. */
    readonly read: Effect.Effect<Uint8Array, Option.Option<ConnectionError>>
    /** Prints bytes and waits until they are taken. */
    readonly write: (bytes: Uint8Array | string) => Effect.Effect<void, OutputClosed>
    /** Prints a line on standard error. */
    readonly writeError: (line: string) => Effect.Effect<void>
  }
>() {
  static readonly layer = Layer.sync(Stdio, () => {
    process.stderr.on("error", ignore)
    // Each is opened by its first use: that takes time, and an open input keeps a program alive that never reads it.
    const input = once(() => PullReader.read(process.stdin))
    const output = once(() => process.stdout.on("error", ignore))
    return {
      read: Effect.suspend(input),
      write: (bytes) =>
        Effect.async<void, OutputClosed>((resume) => {
          output().write(bytes, (error) => resume(error ? new OutputClosed() : Effect.void))
        }),
      writeError: (line) => Effect.sync(() => void process.stderr.write(`${line}\n`))
    }
  })
}
