/** A test for each bound of `Server/Limits`, on connections in memory under TestClock. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import type { Channels } from "../../src/Server/Channels.ts"
import { Limits, type ServerLimits } from "../../src/Server/Limits.ts"
import { frame, JOIN_REQUIRES_ARGUMENT, texts } from "../support/frames.ts"
import * as Memory from "../support/Memory.ts"
import type { MemoryPeer } from "../support/MemoryPeer.ts"

const received = (connection: MemoryPeer) => texts(connection.takeReceived())

/** Connects, sends the frames and lets the server handle them. */
const open = (...messages: ReadonlyArray<string>) => openFrom(undefined, ...messages)

const openFrom = (address: string | undefined, ...messages: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const memory = yield* Memory.Memory
    const connection = yield* memory.open({ address })
    for (const message of messages) connection.arrive(message)
    yield* memory.endTick
    return connection
  })

const pass = (time: Duration.DurationInput) =>
  Effect.gen(function* () {
    const { endTick } = yield* Memory.Memory
    yield* endTick
    yield* TestClock.adjust(time)
    yield* endTick
  })

/** A test with these bounds, the others being the defaults. */
const limited = (
  name: string,
  limits: Partial<ServerLimits>,
  test: Effect.Effect<void, never, Memory.Memory | Channels>
) =>
  it.effect(name, () =>
    test.pipe(Effect.provide(Memory.layer), Effect.provideService(Limits, { ...Limits.defaultValue(), ...limits }))
  )

describe("connections", () => {
  limited(
    "are refused in all above the bound, with one frame that says why, until one has gone",
    { connections: 2 },
    Effect.gen(function* () {
      const first = yield* open("Panda")
      yield* open()
      const refused = yield* open("Late")
      assert.deepEqual(received(refused), ["The server is full: it allows 2 connections."])
      assert.equal(refused.closed, true)
      first.end()
      yield* pass("0 seconds")
      const next = yield* open("Next", "/join")
      assert.deepEqual(received(next), [JOIN_REQUIRES_ARGUMENT])
    })
  )

  limited(
    "are refused from one address above the bound, and the others are not",
    { connectionsPerAddress: 1 },
    Effect.gen(function* () {
      const first = yield* openFrom("192.0.2.1", "Panda")
      const refused = yield* openFrom("192.0.2.1", "Late")
      assert.deepEqual(received(refused), ["Your address has too many connections: the server allows 1."])
      assert.equal(refused.closed, true)
      for (const network of ["192.0.2.2", undefined, undefined]) {
        assert.deepEqual(received(yield* openFrom(network, "Other", "/join")), [JOIN_REQUIRES_ARGUMENT])
      }
      first.reset()
      yield* pass("0 seconds")
      assert.deepEqual(received(yield* openFrom("192.0.2.1", "Next", "/join")), [JOIN_REQUIRES_ARGUMENT])
    })
  )

  limited(
    "are all told that they are refused, and waited for up to a bound",
    { connections: 1 },
    Effect.gen(function* () {
      const memory = yield* Memory.Memory
      yield* open("Panda")
      const crowd = yield* Effect.forEach(Array(300), () => memory.open({ lingers: true }))
      yield* memory.settle
      for (const connection of crowd) {
        assert.deepEqual(received(connection), ["The server is full: it allows 1 connections."])
      }
      const waitedFor = crowd.filter((connection) => !connection.closed)
      assert.equal(waitedFor.length, 256)
      for (const connection of waitedFor) connection.end()
      yield* memory.settle
      const next = yield* memory.open({ lingers: true })
      assert.equal(next.closed, false)
      next.end()
    })
  )
})

describe("time", () => {
  limited(
    "to send the name is bounded, however the bytes drip",
    { nameTimeout: 5 },
    Effect.gen(function* () {
      const connection = yield* open()
      for (let second = 0; second < 4; second++) {
        connection.arrive(Buffer.from("x"))
        yield* pass("1 second")
      }
      assert.equal(connection.closed, false)
      yield* pass("1 second")
      assert.deepEqual(received(connection), ["No name was sent within 5 seconds."])
      assert.equal(connection.closed, true)
    })
  )

  limited(
    "of silence is not bounded by default",
    {},
    Effect.gen(function* () {
      const listener = yield* open("Panda", "/create tas")
      yield* pass("1 hour")
      assert.equal(listener.closed, false)
    })
  )

  limited(
    "of silence is bounded where it is asked for, and the channel sees who goes",
    { idleTimeout: 100 },
    Effect.gen(function* () {
      const panda = yield* open("Panda", "/create tas")
      const alice = yield* open("Alice", "/join tas")
      yield* pass("60 seconds")
      panda.arrive("still here")
      yield* pass("50 seconds")
      assert.deepEqual(received(alice), ["[Panda] still here", "Nothing was sent for 100 seconds."])
      assert.equal(alice.closed, true)
      assert.deepEqual(received(panda), ["Alice has joined", "Alice has left"])
      assert.equal(panda.closed, false)
    })
  )

  limited(
    "without taking anything is bounded: the peer is cut off, and the channel sees it leave",
    { stallTimeout: 20 },
    Effect.gen(function* () {
      const panda = yield* open("Panda", "/create tas")
      const stuck = yield* open("Stuck", "/join tas")
      stuck.stalled = true
      received(panda)
      panda.arrive("one")
      yield* pass("19 seconds")
      panda.arrive("two")
      assert.equal(stuck.closed, false)
      yield* pass("6 seconds")
      assert.equal(stuck.closed, true)
      assert.deepEqual(received(panda), ["Stuck has left"])
    })
  )

  limited(
    "to take what it is owed is left to a client that has ended its own side, as long as it goes on reading",
    { stallTimeout: 20 },
    Effect.gen(function* () {
      const panda = yield* open("Panda", "/create tas")
      const [reads, stops] = [yield* open("Reads", "/join tas"), yield* open("Stops", "/join tas")]
      reads.stalled = stops.stalled = true
      panda.arrive("the last word")
      yield* pass("1 second")
      reads.end()
      stops.end()
      yield* pass("18 seconds")
      assert.deepEqual(received(panda).slice(-2).sort(), ["Reads has left", "Stops has left"])
      reads.resume()
      yield* pass("10 seconds")
      assert.ok(received(reads).includes("[Panda] the last word"))
      assert.deepEqual([reads.closed, stops.closed], [true, true])
    })
  )

  limited(
    "without taking anything begins anew with everything that is taken",
    { stallTimeout: 20 },
    Effect.gen(function* () {
      const panda = yield* open("Panda", "/create tas")
      const slow = yield* open("Slow", "/join tas")
      for (let round = 0; round < 5; round++) {
        slow.stalled = true
        panda.arrive(`${round}`)
        yield* pass("18 seconds")
        slow.resume()
        yield* pass("6 seconds")
      }
      assert.equal(slow.closed, false)
      assert.deepEqual(
        received(slow),
        [0, 1, 2, 3, 4].map((round) => `[Panda] ${round}`)
      )
    })
  )
})

describe("channels", () => {
  limited(
    "cannot be created above the bound, and joining goes on",
    { channels: 2 },
    Effect.gen(function* () {
      const panda = yield* open("Panda", "/create a", "/create b", "/create c", "/create a", "/list")
      assert.deepEqual(received(panda), [
        "No channel can be created: there are 2 already, as many as the server allows.",
        "Room a already exists, so cannot be created.",
        "a\nb"
      ])
      const alice = yield* open("Alice", "/join b", "hello")
      assert.deepEqual(received(alice), [])
      assert.deepEqual(received(panda), ["Alice has joined", "[Alice] hello"])
    })
  )

  limited(
    "cannot be created over one connection above its bound",
    { channelsPerConnection: 1 },
    Effect.gen(function* () {
      const panda = yield* open("Panda", "/create a", "/create a", "/create b")
      assert.deepEqual(received(panda), [
        "Room a already exists, so cannot be created.",
        "No channel can be created: you have created 1, as many as the server allows."
      ])
      const alice = yield* open("Alice", "/create b", "/list")
      assert.deepEqual(received(alice), ["a\nb"])
    })
  )
})

describe("the rate", () => {
  const said = Array.from({ length: 10 }, (_, index) => `${index}`)
  const relayed = said.map((text) => `[Panda] ${text}`)

  /** Panda, who has all of its tokens again, and Alice, who listens. */
  const pair = Effect.gen(function* () {
    const alice = yield* open("Alice", "/create tas")
    yield* pass("1 minute")
    const panda = yield* open("Panda", "/join tas")
    yield* pass("1 minute")
    received(alice)
    return { alice, panda }
  })

  limited(
    "lets a burst pass, then delays; nothing is dropped and nobody is let go",
    { rate: { perSecond: 2, burst: 4 } },
    Effect.gen(function* () {
      const { alice, panda } = yield* pair
      panda.arrive(Buffer.concat(said.map(frame)))
      yield* pass("0 seconds")
      assert.deepEqual(received(alice), relayed.slice(0, 4))
      yield* pass("499 millis")
      assert.deepEqual(received(alice), [])
      yield* pass("1 millis")
      assert.deepEqual(received(alice), relayed.slice(4, 5))
      yield* pass("1 second")
      assert.deepEqual(received(alice), relayed.slice(5, 7))
      yield* pass("2 seconds")
      assert.deepEqual(received(alice), relayed.slice(7))
      assert.equal(panda.closed, false)
    })
  )

  limited(
    "holds what has not been read in the peer's own transport",
    { rate: { perSecond: 1, burst: 2 } },
    Effect.gen(function* () {
      const { alice, panda } = yield* pair
      for (const text of said) panda.arrive(text)
      yield* pass("0 seconds")
      assert.deepEqual(received(alice), relayed.slice(0, 2))
      // One more is read, and held until it is asked for.
      assert.equal(panda.unread, 7)
      yield* pass("8 seconds")
      assert.deepEqual(received(alice), relayed.slice(2))
      assert.equal(panda.unread, 0)
    })
  )

  limited(
    "counts commands, and pieces of frames",
    { rate: { perSecond: 1, burst: 4 } },
    Effect.gen(function* () {
      const { panda } = yield* pair
      const command = frame("/join")
      panda.arrive(command.subarray(0, 5))
      panda.arrive(command.subarray(5, 9))
      panda.arrive(command.subarray(9))
      for (let count = 0; count < 4; count++) panda.arrive("/join")
      yield* pass("0 seconds")
      assert.equal(received(panda).length, 2)
      yield* pass("1 second")
      assert.equal(received(panda).length, 1)
    })
  )

  limited(
    "of one delays nobody else",
    { rate: { perSecond: 1, burst: 1 } },
    Effect.gen(function* () {
      const { alice, panda } = yield* pair
      panda.arrive(Buffer.concat(said.map(frame)))
      const bob = yield* open("Bob", "/join tas")
      yield* pass("2 seconds")
      received(alice)
      bob.arrive("hello")
      yield* pass("0 seconds")
      assert.deepEqual(received(alice), ["[Bob] hello"])
    })
  )

  limited(
    "does not keep a connection that breaks while it waits, and sends what came before an orderly end",
    { rate: { perSecond: 1, burst: 1 } },
    Effect.gen(function* () {
      const { alice, panda } = yield* pair
      panda.arrive(Buffer.concat(["one", "two", "three"].map(frame)))
      panda.end()
      yield* pass("0 seconds")
      assert.deepEqual(received(alice), ["[Panda] one"])
      yield* pass("3 seconds")
      assert.deepEqual(received(alice), ["[Panda] two", "[Panda] three", "Panda has left"])
      const eve = yield* open("Eve", "/join tas")
      yield* pass("1 minute")
      received(alice)
      eve.arrive(Buffer.concat(["one", "two"].map(frame)))
      yield* pass("0 seconds")
      eve.reset()
      yield* pass("0 seconds")
      assert.deepEqual(received(alice), ["[Eve] one", "Eve has left"])
    })
  )
})

describe("a TLS hello on a connection without TLS", () => {
  limited(
    "ends in a clean close, without a word",
    {},
    Effect.gen(function* () {
      const connection = yield* open()
      connection.arrive(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]))
      yield* pass("0 seconds")
      assert.deepEqual(received(connection), [])
      assert.equal(connection.closed, true)
    })
  )
})
