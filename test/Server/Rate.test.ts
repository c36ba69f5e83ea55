/** The rate at which one connection is served. */
import assert from "node:assert/strict"
import { describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { frame } from "../support/frames.ts"
import { limited, open, pass, received } from "../support/limited.ts"

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
