/** A server whose connections are in memory and whose ticks the test ends. Deterministic, under TestClock. */
import assert from "node:assert/strict"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import * as ChannelsInMemory from "../../src/Server/Channels/Memory.ts"
import type { Channels } from "../../src/Server/Channels.ts"
import * as FrameDialogue from "../../src/Server/Frames/FrameDialogue.ts"
import { Journal } from "../../src/Server/Journal.ts"
import * as Supervisor from "../../src/Server/Supervisor.ts"
import type { Tick } from "../../src/Server/Tick.ts"
import { Turns } from "../../src/Server/Turns.ts"
import * as Web from "../../src/Server/Web.ts"
import { Activity } from "./Activity.ts"
import * as LineDialect from "./LineDialect.ts"
import { ManualTick } from "./ManualTick.ts"
import { type MemoryOptions, MemoryPeer } from "./MemoryPeer.ts"
import type { Peer } from "./Peer.ts"
import { Transport } from "./Transport.ts"
import * as WaitingChannels from "./WaitingChannels.ts"

export class Memory extends Context.Tag("test/Memory")<
  Memory,
  {
    /** Connects, and gives the test the peer, which speaks frames, lines or, where there is a journal, the web's protocol. */
    readonly open: (options?: MemoryOptions & { readonly speaks?: "lines" | "web" }) => Effect.Effect<MemoryPeer>
    /** Lets the server run until it has handled all that arrived. The tick does not end by it. */
    readonly settle: Effect.Effect<void>
    /** Settles, and ends the tick. */
    readonly endTick: Effect.Effect<void>
    readonly shutdown: Effect.Effect<void>
  }
>() {}

/** What a shutdown takes at the most: connections that do not end by themselves are waited for 3 seconds. */
const SHUTDOWN = "5 seconds"

const memory = (
  { settle }: Activity,
  channels: Layer.Layer<Channels, never, Tick | Turns>
): Layer.Layer<Memory | Channels, never, ManualTick> =>
  Layer.scopedContext(
    Effect.gen(function* () {
      const tick = yield* ManualTick
      const scope = yield* Scope.make()
      const services = yield* Layer.buildWithScope(
        Layer.provideMerge(Supervisor.layer, channels).pipe(
          Layer.provideMerge(Turns.layer),
          Layer.provide(ManualTick.tick)
        ),
        scope
      )
      const { accept, sendBudget } = Context.get(services, Supervisor.Supervisor)
      const acceptFrames = accept(yield* Effect.provide(FrameDialogue.make, services))
      const acceptLines = accept(yield* Effect.provide(LineDialect.make, services))
      const hasJournal = (yield* Journal) !== undefined
      const webDialect = Web.dialect.pipe(Scope.extend(scope), Effect.provide(services))
      const acceptWeb = hasJournal ? accept(yield* webDialect) : () => assert.fail("the web needs a journal")
      const shutdown = Effect.gen(function* () {
        const closing = yield* Effect.fork(Scope.close(scope, Exit.void))
        yield* settle
        // The sessions take turns to end.
        yield* Effect.whileLoop({
          while: () => tick.isNeeded(),
          body: () => Effect.zipRight(tick.end, settle),
          step: () => {}
        })
        yield* TestClock.adjust(SHUTDOWN)
        yield* Fiber.join(closing)
      })
      yield* Effect.addFinalizer(() => shutdown)
      return Context.add(services, Memory, {
        open: ({ speaks, ...options } = {}) =>
          Effect.sync(() => {
            // Without limits of its own, a connection shares the server's.
            const peer = new MemoryPeer(options.sendQueue === undefined ? { sendBudget, ...options } : options)
            const acceptIn = { frames: acceptFrames, lines: acceptLines, web: acceptWeb }[speaks ?? "frames"]
            acceptIn(peer.connection)
            return peer
          }),
        settle,
        endTick: Effect.all([settle, tick.end, settle], { discard: true }),
        shutdown
      })
    })
  )

/** The server's parts in memory, run by this scheduler. */
const layerWith = (
  activity: Activity,
  channels: Layer.Layer<Channels, never, Tick | Turns>
): Layer.Layer<Memory | ManualTick | Channels> =>
  memory(activity, channels).pipe(Layer.provideMerge(ManualTick.layer), Layer.provide(Layer.setScheduler(activity)))

export const layerOn = (activity: Activity) => layerWith(activity, ChannelsInMemory.layer)

export const layer = Layer.suspend(() => layerOn(new Activity()))

/** The same with channels where saying waits. */
const waitingLayer = Layer.suspend(() => layerWith(new Activity(), WaitingChannels.layer))

/** How many ticks a test may wait for bytes. */
const TICKS = 1000

const peerOf = (memory: Memory["Type"], peer: MemoryPeer): Peer => ({
  send: (...messages) => Effect.sync(() => messages.forEach((message) => peer.arrive(message))),
  receive: Effect.gen(function* () {
    for (let turn = 0; turn < TICKS; turn++) {
      yield* memory.endTick
      const bytes = peer.takeReceived()
      if (bytes.length > 0) return bytes
      if (peer.closed) return undefined
    }
    return assert.fail("nothing arrives")
  }),
  end: Effect.sync(() => peer.end()),
  reset: Effect.sync(() => peer.reset())
})

const transportOver = (server: Layer.Layer<Memory>): Layer.Layer<Transport> =>
  Layer.effect(
    Transport,
    Effect.map(Memory, (memory) => ({
      connect: Effect.acquireRelease(memory.open(), (peer) => Effect.sync(() => peer.reset())).pipe(
        Effect.map((peer) => peerOf(memory, peer))
      ),
      shutdown: memory.shutdown
    }))
  ).pipe(Layer.provide(server))

export const transport = transportOver(layer)

export const waitingTransport = transportOver(waitingLayer)
