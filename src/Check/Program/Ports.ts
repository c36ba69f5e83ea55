/**
 * Free ports of the loopback interface, never the same one twice in a run: a server of a case that is over may still
 * hold its port, or the kernel for it.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Ref from "effect/Ref"
import * as Listener from "../../Net/Listener.ts"

/** Below the ports that systems give to connections (32768 on Linux): one could meet itself while nobody listens. */
const LOWEST = 20_000
const HIGHEST = 32_000

/** Ports to try: with a hundred in a row in use something else is wrong. */
const ATTEMPTS = 100

export class Ports extends Context.Tag("chat/Check/Ports")<Ports, { readonly next: Effect.Effect<number> }>() {
  static readonly layer: Layer.Layer<Ports> = Layer.effect(
    Ports,
    Effect.gen(function* () {
      // Anywhere, so that runs at the same time do not meet.
      const last = yield* Ref.make(yield* Random.nextIntBetween(LOWEST, HIGHEST))
      const candidate = Ref.updateAndGet(last, (port) => (port + 1 < HIGHEST ? port + 1 : LOWEST))
      const isFree = (port: number) =>
        Effect.scoped(Listener.listen({ address: { _tag: "Tcp", host: "127.0.0.1", port }, onConnection: () => {} }))
      return {
        next: Effect.tap(candidate, isFree).pipe(Effect.retry({ times: ATTEMPTS }), Effect.orDie)
      }
    })
  )
}
