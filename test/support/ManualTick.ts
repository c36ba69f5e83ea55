/** A tick that ends when the test says so. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Tick } from "../../src/Server/Tick.ts"

export class ManualTick extends Context.Tag("test/ManualTick")<ManualTick, { readonly end: Effect.Effect<void> }>() {
  /** The tick for the server, and the handle for the test. */
  static readonly layer: Layer.Layer<ManualTick | Tick> = Layer.effectContext(
    Effect.sync(() => {
      let callbacks: Array<() => void> = []
      const end = Effect.sync(() => {
        const due = callbacks
        callbacks = []
        for (const callback of due) callback()
      })
      return Context.make(ManualTick, { end }).pipe(
        Context.add(Tick, { atEnd: (callback) => void callbacks.push(callback) })
      )
    })
  )
}
