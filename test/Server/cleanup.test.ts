import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { ChannelName } from "../../src/Domain/ChannelName.ts"
import type { ClientName } from "../../src/Domain/ClientName.ts"
import { Channels } from "../../src/Server/Channels.ts"
import { Member } from "../../src/Server/Member.ts"
import { heapUsed } from "../support/Heap.ts"
import * as Memory from "../support/Memory.ts"

/** A connection's life, ended in one of the ways there are. */
const comeAndGo = (index: number) =>
  Effect.gen(function* () {
    const memory = yield* Memory.Memory
    const connection = yield* memory.open()
    connection.arrive("guest")
    connection.arrive(index % 3 === 0 ? "/join hall" : "/join lobby")
    connection.arrive("hello")
    connection.arrive("/list")
    yield* memory.settle
    if (index % 2 === 0) connection.end()
    else connection.reset()
    yield* memory.endTick
  })

describe("ten thousand connections that came and went", () => {
  it.effect("leave no member and no memory behind", () =>
    Effect.gen(function* () {
      const channels = yield* Channels
      const memory = yield* Memory.Memory
      const host = yield* memory.open()
      for (const message of ["host", "/create hall", "/create lobby"]) host.arrive(message)
      yield* memory.endTick
      yield* Effect.forEach(Array(1000).keys(), comeAndGo, { discard: true })
      host.takeReceived()
      const before = heapUsed()
      yield* Effect.forEach(Array(10_000).keys(), comeAndGo, { discard: true })
      host.takeReceived()
      const growth = heapUsed() - before
      // A session that stayed would keep some 10 kB: 100 MB in all.
      assert.ok(growth < 10 * 1024 * 1024, `${growth} bytes more on the heap`)

      const outlet = { unsafeSend: () => {}, unsent: 0 }
      const witness = new Member("witness" as ClientName, outlet)
      yield* channels.join(witness, "hall" as ChannelName)
      const hall = witness.channel?.members.size
      yield* channels.join(witness, "lobby" as ChannelName)
      const lobby = witness.channel?.members.size
      assert.deepEqual({ hall, lobby }, { hall: 1, lobby: 2 })
    }).pipe(Effect.provide(Memory.layer))
  )
})
