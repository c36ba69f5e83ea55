/**
 * Free ports of the loopback interface.
 *
 * Invariant: no port is used twice in a run, because the server of an earlier case, or the kernel, may still hold it.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Ref from "effect/Ref"
import * as Listener from "../../Net/Listener.ts"

/**
 * Below the ports that systems give to outgoing connections (from 32768 on Linux): while nobody listens, a connection
 * from such a port to the same port would connect to itself.
 */
const LOWEST_PORT = 20_000
const HIGHEST_PORT = 32_000

/** Ports to try: if a hundred in a row are in use, something else is wrong. */
const ATTEMPTS = 100

export class Ports extends Context.Tag("chat/Check/Ports")<Ports, { readonly next: Effect.Effect<number> }>() {
  static readonly layer: Layer.Layer<Ports> = Layer.effect(
    Ports,
    Effect.gen(function* () {
      // At random, because two runs at the same time must not use the same ports.
      const last = yield* Ref.make(yield* Random.nextIntBetween(LOWEST_PORT, HIGHEST_PORT))
      const candidate = Ref.updateAndGet(last, (port) => (port + 1 < HIGHEST_PORT ? port + 1 : LOWEST_PORT))
      const isFree = (port: number) =>
        Effect.scoped(Listener.listen({ address: { _tag: "Tcp", host: "127.0.0.1", port }, onConnection: () => {} }))
      return {
        next: Effect.tap(candidate, isFree).pipe(Effect.retry({ times: ATTEMPTS }), Effect.orDie)
      }
    })
  )
}
