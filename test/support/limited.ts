/** A server with limits of a test's own, over connections in memory under TestClock. */
import { it } from "@effect/vitest"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import type { Channels } from "../../src/Server/Channels.ts"
import { Limits, type ServerLimits } from "../../src/Server/Limits.ts"
import { texts } from "./frames.ts"
import * as Memory from "./Memory.ts"
import type { MemoryPeer } from "./MemoryPeer.ts"

export const received = (connection: MemoryPeer) => texts(connection.takeReceived())

/** Connects, sends the frames and lets the server handle them. */
export const open = (...messages: ReadonlyArray<string>) => openFrom(undefined, ...messages)

export const openFrom = (address: string | undefined, ...messages: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const memory = yield* Memory.Memory
    const connection = yield* memory.open({ address })
    for (const message of messages) connection.arrive(message)
    yield* memory.endTick
    return connection
  })

export const pass = (time: Duration.DurationInput) =>
  Effect.gen(function* () {
    const { endTick } = yield* Memory.Memory
    yield* endTick
    yield* TestClock.adjust(time)
    yield* endTick
  })

/** A test with these bounds, the others being the defaults. */
export const limited = (
  name: string,
  limits: Partial<ServerLimits>,
  test: Effect.Effect<void, never, Memory.Memory | Channels>
) =>
  it.effect(name, () =>
    test.pipe(Effect.provide(Memory.layer), Effect.provideService(Limits, { ...Limits.defaultValue(), ...limits }))
  )
