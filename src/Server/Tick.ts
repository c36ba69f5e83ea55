/**
 * The end of the current turn of the event loop: when every readable socket has been read, and before waiting for more.
 * What has been gathered in the turn is sent then. Tests put their own in its place and step it.
 */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"

export class Tick extends Context.Tag("chat/Server/Tick")<
  Tick,
  {
    /** Runs a callback once, at the end of this turn. */
    readonly atEnd: (callback: () => void) => void
  }
>() {
  static readonly layer = Layer.succeed(Tick, { atEnd: (callback) => void setImmediate(callback) })
}
