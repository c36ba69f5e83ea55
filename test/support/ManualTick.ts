/** A tick that ends when the test says so. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Tick } from "../../src/Server/Tick.ts"

export class ManualTick extends Context.Tag("test/ManualTick")<
  ManualTick,
  {
    readonly atEnd: (callback: () => void) => void
    readonly end: Effect.Effect<void>
    /** Whether something waits for the end of the tick. */
    readonly isNeeded: () => boolean
  }
>() {
  static readonly layer: Layer.Layer<ManualTick> = Layer.sync(ManualTick, () => {
    let callbacks: Array<() => void> = []
    return {
      atEnd: (callback) => void callbacks.push(callback),
      isNeeded: () => callbacks.length > 0,
      end: Effect.sync(() => {
        const due = callbacks
        callbacks = []
        for (const callback of due) callback()
      })
    }
  })

  /** The same tick as the server has it. */
  static readonly tick: Layer.Layer<Tick, never, ManualTick> = Layer.effect(Tick, ManualTick)
}
