/**
 * The standard streams as a service: what a program reads and prints, byte for byte. Errors go to standard error.
 *
 * Standard input and output are opened by their first use: opening takes time, and an open input keeps a program alive
 * that never reads it.
 */

import type { Readable } from "node:stream"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { constVoid } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

/** Nobody reads standard output any more. */
export class OutputClosed extends Data.TaggedError("OutputClosed") {}

/** The events after which there may be bytes or an end. */
const EVENTS = ["readable", "end", "error", "close"]

/**
 * The bytes of a Node stream, which the first pull opens. They end where the Node stream ends, or with an error of it.
 *
 * Each pull takes what Node has buffered and no more, and can be interrupted while it waits; then nothing is lost. The
 * platform's `NodeStream` gathers all chunks that a stream has without waiting, however many; an async iterator cannot be
 * interrupted while it waits. The Node stream stays open, because standard input may be a terminal whose mode is restored
 * at the end, and keeps a listener for errors, because without one a late error would end the process.
 */
export const bytesOf = (open: () => Readable): Stream.Stream<Uint8Array> =>
  Stream.suspend(() => {
    const source = open().on("error", constVoid)
    const pull = Effect.async<Uint8Array, Option.Option<never>>((resume) => {
      const stop = () => {
        for (const event of EVENTS) source.off(event, attempt)
      }
      const attempt = () => {
        const chunk: Uint8Array | null = source.read()
        if (chunk === null && !source.readableEnded && !source.destroyed) return
        stop()
        resume(chunk === null ? Effect.fail(Option.none()) : Effect.succeed(chunk))
      }
      for (const event of EVENTS) source.on(event, attempt)
      attempt()
      return Effect.sync(stop)
    })
    return Stream.repeatEffectOption(pull)
  })

/**
 * Opens standard output. A failed write fails in its callback; without a listener, the error event would end the process.
 *
 * Node writes to a terminal with calls that block: while one is held (^S, a stuck ssh), the process would not even get its
 * signals. Every write here is waited for, so none is lost by writing as to a pipe.
 */
const openOutput = Effect.sync(() => {
  const stdout: typeof process.stdout & { readonly _handle?: { readonly setBlocking?: (blocking: boolean) => void } } =
    process.stdout
  if (stdout.isTTY) stdout._handle?.setBlocking?.(false)
  return stdout.on("error", constVoid)
})

export class Stdio extends Context.Tag("chat/Stdio")<
  Stdio,
  {
    /** The bytes of standard input; see {@link bytesOf}. */
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
      const output = yield* Effect.cached(openOutput)
      return {
        input: bytesOf(() => process.stdin),
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
