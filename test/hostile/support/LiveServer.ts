/** The server in the tests' own process, on a free port of 127.0.0.1, with its parts within reach. */
import assert from "node:assert/strict"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { Channels } from "../../../src/Server/Channels.ts"
import { Limits, type ServerLimits } from "../../../src/Server/Limits.ts"
import * as Server from "../../../src/Server.ts"

export interface LiveServer {
  readonly port: number
  readonly channels: Channels["Type"]
}

export const startLive = (limits: Partial<ServerLimits> = {}): Effect.Effect<LiveServer, never, Scope.Scope> =>
  Effect.gen(function* () {
    const services = yield* Layer.build(Server.layer)
    const bound = yield* Server.serve({ address: { _tag: "Tcp", host: "127.0.0.1", port: 0 } }).pipe(
      Effect.provide(services),
      Effect.orDie
    )
    assert.ok(bound._tag === "Tcp")
    return { port: bound.port, channels: Context.get(services, Channels) }
  }).pipe(Effect.provideService(Limits, { ...Limits.defaultValue(), ...limits }))
