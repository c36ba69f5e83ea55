/** The limits of `Server/Limits` on numbers: of connections and of channels. */
import assert from "node:assert/strict"
import { describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { JOIN_REQUIRES_ARGUMENT } from "../support/frames.ts"
import { limited, open, openFrom, pass, received } from "../support/limited.ts"
import * as Memory from "../support/Memory.ts"

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
      // They are too many for a turn.
      yield* Effect.repeatN(memory.endTick, 10)
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

describe("channels", () => {
  limited(
    "cannot be created above the bound, and joining goes on",
    { channels: 2 },
    Effect.gen(function* () {
      const panda = yield* open("Panda", "/create a", "hi", "/create b", "/create c", "/create a", "/list")
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
    "in which nobody is and nobody ever spoke make room for new ones, the one that has been so for longest first",
    { channels: 3 },
    Effect.gen(function* () {
      const panda = yield* open("Panda", "/create a", "/create b", "/join a", "/create c", "/create d", "/list")
      assert.deepEqual(received(panda), ["a\nc\nd"])
      // Who joins one that was about to go keeps it.
      const alice = yield* open("Alice", "/join a")
      panda.arrive("/create e")
      panda.arrive("/list")
      yield* pass("0 seconds")
      assert.deepEqual(received(panda), ["a\nd\ne"])
      alice.arrive("hi")
      panda.arrive("/join a")
      alice.arrive("/create f")
      alice.arrive("/create g")
      alice.arrive("/list")
      yield* pass("0 seconds")
      assert.deepEqual(received(alice), ["Panda has joined", "a\nf\ng"])
    })
  )

  limited(
    "cannot all be created from one network, or from one site",
    { channels: 100 },
    Effect.gen(function* () {
      const names = (prefix: string) =>
        Array.from({ length: 80 }, (_, index) => [`/create ${prefix}${index}`, "hi"]).flat()
      const used = (count: number) =>
        `No channel can be created: your address has created ${count}, as many as the server allows.`
      const eve = yield* openFrom("2001:db8:1:1::1", "Eve", ...names("eve"))
      assert.deepEqual(new Set(received(eve)), new Set([used(75)]))
      const mallory = yield* openFrom("2001:db8:1:2::1", "Mallory", "/create hers")
      assert.deepEqual(received(mallory), [used(0)])
      const panda = yield* openFrom("2001:db8:1:100::1", "Panda", "/create tas", "/create")
      assert.deepEqual(received(panda), ["/create command must be followed by the name of a channel to create"])
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
