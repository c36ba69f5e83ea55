/**
 * Where the client's user is: lines come from it, messages go to it. On a pipe byte for byte as the protocol says, on a
 * terminal with a line editor (`Client/Terminal`, loaded only there).
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { type OutputClosed, Stdio } from "../Stdio.ts"
import * as Lines from "./Lines.ts"
import * as Render from "./Render.ts"

export class Console extends Context.Tag("chat/Client/Console")<
  Console,
  {
    /** The lines that are typed, without their ends. */
    readonly lines: Stream.Stream<Uint8Array>
    /** What follows the last line: on a pipe the client stays and goes on printing, on a terminal it leaves. */
    readonly afterLines: Effect.Effect<void>
    /** Shows where to type: at the start, and after each line. */
    readonly prompt: Effect.Effect<void, OutputClosed>
    /** Shows texts that arrived. */
    readonly show: (texts: Iterable<Uint8Array>) => Effect.Effect<void, OutputClosed>
    /** Tells the user, and nobody else, what is wrong with a line. */
    readonly refuse: (sentence: string) => Effect.Effect<void, OutputClosed>
    /** The last words, after which nothing is shown. */
    readonly farewell: (sentence: string) => Effect.Effect<void, OutputClosed>
  }
>() {
  /**
   * Standard output is no terminal, or standard input is none. `guarded`, for an output that is a terminal, keeps
   * control sequences out of it.
   */
  static readonly layerPipe = (guarded: boolean): Layer.Layer<Console, never, Stdio> =>
    Layer.effect(
      this,
      Effect.map(Stdio, (stdio) => ({
        lines: lines(stdio),
        afterLines: Effect.never,
        prompt: stdio.write(Render.prompt),
        show: (texts) => stdio.write(Render.messages(guarded ? Array.from(texts, guardBytes) : texts)),
        refuse: (sentence) => stdio.complain(sentence),
        farewell: (sentence) => stdio.write(Render.farewell(sentence))
      }))
    )
}

const guardBytes = (text: Uint8Array): Uint8Array => new TextEncoder().encode(Render.guard(text))

/** The lines of standard input; the last one need not end in a newline. */
const lines = (stdio: Stdio["Type"]): Stream.Stream<Uint8Array> =>
  Stream.suspend(() => {
    let pending = Lines.empty
    const whole = Effect.map(stdio.read, (chunk) => {
      const [rest, found] = Lines.feed(pending, chunk)
      pending = rest
      return found
    })
    const all = Stream.repeatEffectOption(Effect.mapError(whole, () => Option.none()))
    return Stream.flattenIterables(
      Stream.concat(
        all,
        Stream.sync(() => Lines.last(pending))
      )
    )
  })
