/** The limits of `Server/Limits` on time, and what ends a session at once. */
import assert from "node:assert/strict"
import { describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { limited, open, pass, received } from "../support/limited.ts"

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
      yield* pass("0 seconds")
      assert.deepEqual(received(panda), ["Alice has joined", "Alice has left"])
      assert.equal(panda.closed, false)
    })
  )

  limited(
    "of silence does not end who spoke in time and was not read, because the process was stopped",
    { idleTimeout: 10, nameTimeout: 10 },
    Effect.gen(function* () {
      const member = yield* open("Panda", "/create tas")
      const newcomer = yield* open()
      const silent = yield* open()
      // Timers fire before sockets are read, so the time is up before these are seen.
      yield* TestClock.adjust("14 seconds")
      member.arrive("still here")
      newcomer.arrive("Alice")
      yield* pass("1 second")
      assert.deepEqual([member.closed, newcomer.closed, silent.closed], [false, false, true])
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
