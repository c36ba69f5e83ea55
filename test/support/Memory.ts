/** A server whose connections are in memory and whose ticks the test ends. Deterministic, under TestClock. */
import assert from "node:assert/strict"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { Channels } from "../../src/Server/Channels.ts"
import * as Server from "../../src/Server.ts"
import { ManualTick } from "./ManualTick.ts"
import { MemoryConnection, type MemoryOptions } from "./MemoryConnection.ts"
import type { Peer } from "./Peer.ts"
import { Transport } from "./Transport.ts"

export class Memory extends Context.Tag("test/Memory")<
  Memory,
  {
    /** Connects, and gives the test the connection itself. */
    readonly open: (options?: MemoryOptions) => Effect.Effect<MemoryConnection>
    /** Lets the server run until it has handled all that arrived. The tick does not end by it. */
    readonly settle: Effect.Effect<void>
    /** Settles, and ends the tick. */
    readonly endTick: Effect.Effect<void>
    readonly shutdown: Effect.Effect<void>
  }
>() {}

/** More turns than any test needs for its fibers to come to rest. */
const TURNS = 1000

const layerMemory = Layer.scoped(
  Memory,
  Effect.gen(function* () {
    const tick = yield* ManualTick
    const scope = yield* Scope.make()
    yield* Effect.addFinalizer(() => Scope.close(scope, Exit.void))
    const accept = yield* Scope.extend(Server.supervise, scope)
    const connections = new Set<MemoryConnection>()

    const settle = Effect.gen(function* () {
      for (let turn = 0; turn < TURNS; turn++) {
        yield* Effect.yieldNow()
        let idle = true
        for (const connection of connections) {
          if (connection.closed) connections.delete(connection)
          else if (!connection.idle) idle = false
        }
        if (idle) return
      }
      assert.fail("the server does not come to rest")
    })

    return {
      open: (options = {}) =>
        Effect.sync(() => {
          const connection = new MemoryConnection(options)
          connections.add(connection)
          accept(connection)
          return connection
        }),
      settle,
      endTick: Effect.zipRight(settle, tick.end),
      shutdown: Scope.close(scope, Exit.void)
    }
  })
)

/** The server's parts in memory. */
export const layer: Layer.Layer<Memory | ManualTick | Channels> = layerMemory.pipe(
  Layer.provideMerge(Channels.layer),
  Layer.provideMerge(ManualTick.layer)
)

const peerOf = (memory: Memory["Type"], connection: MemoryConnection): Peer => ({
  send: (...messages) => Effect.sync(() => messages.forEach((message) => connection.arrive(message))),
  receive: Effect.gen(function* () {
    for (let turn = 0; turn < TURNS; turn++) {
      yield* memory.endTick
      const bytes = connection.takeReceived()
      if (bytes.length > 0) return bytes
      if (connection.closed) return undefined
    }
    return assert.fail("nothing arrives")
  }),
  end: Effect.sync(() => connection.end()),
  reset: Effect.sync(() => connection.reset())
})

export const transport: Layer.Layer<Transport> = Layer.effect(
  Transport,
  Effect.map(Memory, (memory) => ({
    connect: Effect.acquireRelease(memory.open(), (connection) => Effect.sync(() => connection.reset())).pipe(
      Effect.map((connection) => peerOf(memory, connection))
    ),
    shutdown: memory.shutdown
  }))
).pipe(Layer.provide(layer))
