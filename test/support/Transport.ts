/** How the behaviour suite reaches a server: one service, a layer for each transport. Each layer starts its own server. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Peer } from "./Peer.ts"

export class Transport extends Context.Tag("test/Transport")<
  Transport,
  {
    /** A new connection; the scope's end breaks it. */
    readonly connect: Effect.Effect<Peer, never, Scope.Scope>
    /** Shuts the server down, as a signal does, and waits until it has. */
    readonly shutdown: Effect.Effect<void>
  }
>() {}
