import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as TestClock from "effect/TestClock"
import { accept } from "../../../src/Check/Client/Harness.ts"
import { Output } from "../../../src/Check/Program/Output.ts"
import type { Connection } from "../../../src/Net/Connection.ts"
import { MemoryPeer } from "../../support/MemoryPeer.ts"

/** A program that has ended before anybody looked. */
const ended = {
  stdout: new Output(),
  stderr: new Output(),
  write: () => Effect.void,
  endInput: Effect.void,
  processorTime: Effect.succeed(0),
  ending: Effect.succeed({ status: 0, signal: null })
}

describe("of a program that has ended", () => {
  it.effect("a connection that is in the queue counts", () =>
    Effect.gen(function* () {
      const accepted = yield* Queue.unbounded<Connection>()
      const { connection } = new MemoryPeer()
      yield* Queue.offer(accepted, connection)
      assert.equal(yield* accept(ended, 1, accepted), connection)
    })
  )

  it.effect("a connection that comes shortly after the end counts", () =>
    Effect.gen(function* () {
      const accepted = yield* Queue.unbounded<Connection>()
      const { connection } = new MemoryPeer()
      const accepting = yield* Effect.fork(accept(ended, 1, accepted))
      yield* TestClock.adjust("300 millis")
      yield* Queue.offer(accepted, connection)
      assert.equal(yield* Fiber.join(accepting), connection)
    })
  )

  it.effect("its end is what is told where no connection comes", () =>
    Effect.gen(function* () {
      const accepting = yield* Effect.fork(Effect.flip(accept(ended, 1, yield* Queue.unbounded<Connection>())))
      yield* TestClock.adjust("400 millis")
      assert.equal((yield* Fiber.join(accepting)).actual, "the program ended with status 0")
    })
  )
})
