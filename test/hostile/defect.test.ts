/** A defect in one session: it ends that session and no other, and its cause is logged. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import { texts } from "../support/frames.ts"
import * as Memory from "../support/Memory.ts"
import type { MemoryPeer } from "../support/MemoryPeer.ts"

const received = (connection: MemoryPeer) => texts(connection.takeReceived())

describe("a defect in one session", () => {
  for (const [where, property] of [
    ["while it answers", { value: Effect.die(new Error("a defect made for this test")) }],
    ["while it is asked to answer", { get: () => assert.fail("a defect made for this test") }]
  ] as const) {
    it.effect(`${where} is logged with its cause, and the others converse on`, () => {
      const logged: Array<string> = []
      const logger = Logger.make(({ cause, logLevel, message }) => {
        logged.push(`${logLevel.label} ${message} ${Cause.pretty(cause)}`)
      })
      return Effect.gen(function* () {
        const memory = yield* Memory.Memory
        const open = (...messages: ReadonlyArray<string>) =>
          Effect.tap(memory.open(), (connection) => {
            for (const message of messages) connection.arrive(message)
            return memory.endTick
          })
        const panda = yield* open("Panda", "/create tas")
        const bob = yield* open("Bob", "/join tas")
        const alice = yield* open("Alice", "/join tas")
        for (const one of [panda, bob, alice]) received(one)

        Object.defineProperty(alice.connection, "drained", property)
        alice.arrive("hello")
        alice.arrive("/list")
        alice.arrive("too late")
        yield* memory.endTick
        panda.arrive("still here")
        yield* memory.endTick
        yield* memory.endTick

        assert.equal(alice.closed, true)
        assert.deepEqual(received(panda), ["[Alice] hello", "Alice has left"])
        assert.deepEqual(received(bob), ["[Alice] hello", "Alice has left", "[Panda] still here"])
        assert.equal(logged.length, 1)
        assert.match(
          logged[0] ?? "",
          /^ERROR unix socket disconnected by a defect .*a defect made for this test\n +at /
        )
      }).pipe(Effect.provide(Memory.layer), Effect.provide(Logger.replace(Logger.defaultLogger, logger)))
    })
  }
})
