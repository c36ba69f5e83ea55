/**
 * The console as a service: where the lines to send come from and where messages go. One layer is byte for byte what the
 * protocol says, the other is JSON (`Client/Json`). A person at a terminal uses `Client/TerminalClient` instead.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import * as Reply from "../Dialect/Frames/Reply.ts"
import type { CannotConnect, ServerDisconnected } from "../Domain/ChatError.ts"
import { type OutputClosed, Stdio } from "../Stdio.ts"
import { lines } from "./Lines.ts"
import * as Render from "./Render.ts"

export class Console extends Context.Tag("chat/Client/Console")<
  Console,
  {
    /** The lines of standard input, without their newlines. */
    readonly lines: Stream.Stream<Uint8Array>
    /** Tells that there is a connection. */
    readonly connected: Effect.Effect<void, OutputClosed>
    /** The frames to send behind one of a line. */
    readonly following: (frame: Uint8Array) => ReadonlyArray<Uint8Array>
    /** What is left to do when the input has ended; the conversation ends with it. It may send a frame. */
    readonly finish: (send: (frame: Uint8Array) => Effect.Effect<void>) => Effect.Effect<void>
    /** Prints the prompt: at the start, and after each line. */
    readonly prompt: Effect.Effect<void, OutputClosed>
    /** Shows texts that arrived. */
    readonly show: (texts: Iterable<Uint8Array>) => Effect.Effect<void, OutputClosed>
    /** Tells the user, and no peer, what is wrong with a line. */
    readonly refuse: (sentence: string) => Effect.Effect<void, OutputClosed>
    /** Tells why there is no connection. Nothing is shown after it. */
    readonly disconnected: (error: CannotConnect | ServerDisconnected) => Effect.Effect<void, OutputClosed>
  }
>() {
  /**
   * For programs whose standard input or output is not a terminal. `guarded` keeps control sequences out of an output
   * that is one.
   */
  static readonly layerPipe = (guarded: boolean): Layer.Layer<Console, never, Stdio> =>
    Layer.effect(
      this,
      Effect.map(Stdio, (stdio) => ({
        lines: lines(stdio.input),
        connected: Effect.void,
        following: () => [],
        finish: () => Effect.never,
        prompt: stdio.write(Render.prompt),
        show: (texts) => stdio.write(Render.messages(guarded ? Array.from(texts, guardBytes) : texts)),
        refuse: (sentence) => stdio.writeError(sentence),
        disconnected: (error) =>
          // Before there is a connection there is no prompt to write over.
          error._tag === "CannotConnect"
            ? stdio.write(`${Reply.describe(error)}\n`)
            : stdio.write(Render.lastLine(Reply.describe(error)))
      }))
    )
}

const guardBytes = (text: Uint8Array): Uint8Array => new TextEncoder().encode(Render.sanitiseLines(text))
