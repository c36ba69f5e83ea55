import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { accept, listen } from "../../../src/Check/Client/Harness.ts"
import { Output } from "../../../src/Check/Program/Output.ts"
import { type Connection, incoming } from "../../../src/Net/Connection.ts"
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

/** Connects to a port, sends something and exits at once, as the course's own client of part 1 does. */
const QUICK = `
  const socket = require("node:net").connect(Number(process.argv[1]), "127.0.0.1", () =>
    socket.end("hello", () => process.exit()))`

describe("of a program that has ended", () => {
  it.scopedLive("a connection counts of which this process has not heard yet, and what it has sent", () =>
    Effect.gen(function* () {
      const { accepted, port } = yield* listen
      // This process sees nothing until the other one has ended.
      const { status } = spawnSync(process.execPath, ["-e", QUICK, String(port)])
      assert.equal(status, 0)
      const connection = yield* accept(ended, port, accepted)
      const received = yield* Stream.runCollect(incoming(connection))
      assert.equal(Buffer.concat([...received]).toString(), "hello")
    })
  )

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
