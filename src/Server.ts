/**
 * The server: listeners that hand their connections to one `Supervisor`, which serves each by a session in a fiber of its own.
 *
 * Shutting down follows the order of the finalizers, last one first: stop accepting, stop announcing leaves, because the
 * server is going and not the members, end the sessions. Each sends what its client is still owed and closes its connection.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { Address, ListenError } from "./Net/Address.ts"
import * as Listener from "./Net/Listener.ts"
import * as ChannelsInMemory from "./Server/Channels/Memory.ts"
import type { Channels } from "./Server/Channels.ts"
import * as FrameDialogue from "./Server/Frames/FrameDialogue.ts"
import * as Supervisor from "./Server/Supervisor.ts"
import { Tick } from "./Server/Tick.ts"
import { Turns } from "./Server/Turns.ts"

export interface ServeOptions {
  readonly address: Address
  /** Makes an accepted socket a TLS one, where connections are encrypted. */
  readonly secure?: Listener.SecureServer | undefined
}

/** Serves the course's protocol until the scope closes, and returns the address that it listens on. */
export const serve = (
  options: ServeOptions
): Effect.Effect<Address, ListenError, Supervisor.Supervisor | Channels | Scope.Scope> =>
  Effect.gen(function* () {
    const { accept, sendBudget } = yield* Supervisor.Supervisor
    const dialect = yield* FrameDialogue.make
    return yield* Listener.listen({ ...options, sendBudget, onConnection: accept(dialect) })
  })

/** Sessions of a server whose channels are in this process's memory, delivering by the turns of the event loop. */
export const layer: Layer.Layer<Supervisor.Supervisor | Channels | Turns> = Supervisor.layer.pipe(
  Layer.provideMerge(ChannelsInMemory.layer),
  Layer.provideMerge(Turns.layer),
  Layer.provide(Tick.layer)
)
