import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { Channels } from "../../src/Server/Channels.ts"
import { frame, JOIN_REQUIRES_ARGUMENT, texts } from "../support/frames.ts"
import * as Memory from "../support/Memory.ts"
import type { MemoryPeer } from "../support/MemoryPeer.ts"

const received = (connection: MemoryPeer) => texts(connection.takeReceived())

/** Connects, sends the frames and lets the server handle them; the tick does not end. */
const open = (...messages: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const memory = yield* Memory.Memory
    const connection = yield* memory.open()
    for (const message of messages) connection.arrive(message)
    yield* memory.settle
    return connection
  })

/** Panda and Alice in one channel, with nothing unread. */
const pair = Effect.gen(function* () {
  const { endTick } = yield* Memory.Memory
  const panda = yield* open("Panda", "/create tas")
  const alice = yield* open("Alice", "/join tas")
  yield* endTick
  received(panda)
  return { panda, alice }
})

describe("a session", () => {
  it.effect("is refused when no name comes in time, and only then", () =>
    Effect.gen(function* () {
      const memory = yield* Memory.Memory
      const silent = yield* open()
      yield* TestClock.adjust("30 seconds")
      const half = yield* open()
      half.arrive(Buffer.from("half a name"))
      const named = yield* open("Panda")
      yield* TestClock.adjust("29 seconds")
      yield* memory.endTick
      assert.equal(silent.closed, false)
      yield* TestClock.adjust("1 second")
      yield* memory.endTick
      assert.deepEqual(received(silent), ["No name was sent within 60 seconds."])
      assert.equal(silent.closed, true)
      assert.equal(half.closed, false)
      yield* TestClock.adjust("30 seconds")
      yield* memory.endTick
      assert.deepEqual(received(half), ["No name was sent within 60 seconds."])
      yield* TestClock.adjust("1 hour")
      named.arrive("/join")
      yield* memory.endTick
      assert.deepEqual(received(named), [JOIN_REQUIRES_ARGUMENT])
    }).pipe(Effect.provide(Memory.layer))
  )

  it.effect("keeps deadlines after a time with nobody waiting", () =>
    Effect.gen(function* () {
      const memory = yield* Memory.Memory
      yield* open("Panda")
      yield* TestClock.adjust("1 hour")
      const silent = yield* open()
      yield* TestClock.adjust("60 seconds")
      yield* memory.endTick
      assert.equal(silent.closed, true)
    }).pipe(Effect.provide(Memory.layer))
  )

  it.effect("sends what is said in one tick at its end, and a reply at once after it", () =>
    Effect.gen(function* () {
      const memory = yield* Memory.Memory
      const { alice, panda } = yield* pair
      panda.arrive("one")
      yield* memory.settle
      assert.deepEqual(received(alice), [])
      alice.arrive("/list")
      yield* memory.settle
      assert.deepEqual(received(alice), ["[Panda] one", "tas"])
      yield* memory.endTick
      assert.deepEqual([...received(alice), ...received(panda)], [])
    }).pipe(Effect.provide(Memory.layer))
  )

  it.effect("does not read on while its peer does not take what it is sent", () =>
    Effect.gen(function* () {
      const memory = yield* Memory.Memory
      const stuck = yield* memory.open({ sendQueue: { soft: 1000, hard: 100_000 } })
      stuck.stalled = true
      stuck.arrive(Buffer.concat([frame("Stuck"), ...Array.from({ length: 50 }, () => frame("/join"))]))
      stuck.arrive("/create late")
      yield* memory.settle
      // Sixteen refusals in one write.
      assert.equal(stuck.connection.unsent, 3200)
      const { list } = yield* Channels
      assert.deepEqual(yield* list(undefined), [])
      stuck.resume()
      yield* memory.settle
      assert.deepEqual(yield* list(undefined), ["late"])
      assert.equal(received(stuck).length, 50)
    }).pipe(Effect.provide(Memory.layer))
  )

  it.effect("is cut off past the hard bound, with a notice, and costs the others nothing", () =>
    Effect.gen(function* () {
      const memory = yield* Memory.Memory
      const { alice, panda } = yield* pair
      const stuck = yield* memory.open({ sendQueue: { soft: 1000, hard: 5000 } })
      stuck.arrive("Stuck")
      stuck.arrive("/join tas")
      yield* memory.endTick
      received(alice)
      stuck.stalled = true
      const said = Array.from({ length: 40 }, (_, count) => `${count}`)
      for (const content of said) {
        panda.arrive(content)
        yield* memory.endTick
      }
      yield* memory.endTick
      assert.equal(stuck.closed, true)
      const heard = received(alice)
      assert.deepEqual(
        heard.filter((content) => content !== "Stuck has left"),
        said.map((content) => `[Panda] ${content}`)
      )
      assert.equal(heard.filter((content) => content === "Stuck has left").length, 1)
    }).pipe(Effect.provide(Memory.layer))
  )
})
