import assert from "node:assert/strict"
import { createServer } from "node:net"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { ConnectError } from "../../src/Net/Address.ts"
import * as Connector from "../../src/Net/Connector.ts"

const failure = (reason: ConnectError["reason"]) =>
  new ConnectError({ reason, address: "127.0.0.1:1", cause: new Error(reason) })

/** An attempt that fails for the reasons in turn, again and again with the last one, and counts. */
const attempts = (...reasons: ReadonlyArray<ConnectError["reason"] | "Connected">) => {
  const counted = { count: 0 }
  const attempt = Effect.suspend(() => {
    const reason = reasons[Math.min(counted.count++, reasons.length - 1)] ?? "Connected"
    return reason === "Connected" ? Effect.succeed("connection") : failure(reason)
  })
  return { attempt, counted }
}

/** A port on which nobody listens, though somebody has. */
const freePort = Effect.async<number>((resume) => {
  const holder = createServer().listen(0, "127.0.0.1", () => {
    const address = holder.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    holder.close(() => resume(Effect.succeed(port)))
  })
})

describe("connecting", () => {
  it.live("fails as refused where nobody listens, and not where the host is unknown", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const reasonFor = (host: string, resolve: Connector.Resolve) =>
        Effect.flip(Effect.scoped(Connector.connect({ _tag: "Tcp", host, port }, { resolve })))
      assert.equal((yield* reasonFor("127.0.0.1", () => Effect.succeed(["127.0.0.1"]))).reason, "Refused")
      assert.equal((yield* reasonFor("nowhere", () => Effect.fail("unknown"))).reason, "Unreachable")
    })
  )
})

describe("the first connection of a program", () => {
  it.scopedLive("reaches a server that listens only after it has been refused", () =>
    Effect.gen(function* () {
      const port = yield* freePort
      const server = yield* Effect.acquireRelease(
        Effect.sync(() => createServer()),
        (server) => Effect.sync(() => void server.close())
      )
      const refusals: Array<ConnectError["reason"]> = []
      const attempt = Effect.tapError(Connector.connect({ _tag: "Tcp", host: "localhost", port }), ({ reason }) =>
        Effect.async<void>((resume) => {
          refusals.push(reason)
          server.listen(port, "127.0.0.1", () => resume(Effect.void))
        })
      )
      yield* Connector.untilListening(attempt)
      assert.deepEqual(refusals, ["Refused"])
    })
  )

  it.effect("is tried again while it is refused, and no longer than half a second", () =>
    Effect.gen(function* () {
      const { attempt, counted } = attempts("Refused")
      const fiber = yield* Effect.fork(Effect.flip(Connector.untilListening(attempt)))
      yield* TestClock.adjust(499)
      assert.equal(fiber.unsafePoll(), null)
      assert.ok(counted.count >= 10, `${counted.count} attempts`)
      yield* TestClock.adjust(26)
      assert.equal((yield* Fiber.join(fiber)).reason, "Refused")
      const { count } = counted
      yield* TestClock.adjust(10_000)
      assert.equal(counted.count, count)
    })
  )

  it.effect("is made as soon as somebody listens", () =>
    Effect.gen(function* () {
      const { attempt, counted } = attempts("Refused", "Refused", "Connected")
      const fiber = yield* Effect.fork(Connector.untilListening(attempt))
      yield* TestClock.adjust(25)
      assert.equal(fiber.unsafePoll(), null)
      yield* TestClock.adjust(25)
      assert.deepEqual(fiber.unsafePoll(), Exit.succeed("connection"))
      assert.equal(counted.count, 3)
    })
  )

  it.effect("is not tried again where something else is wrong", () =>
    Effect.gen(function* () {
      for (const reason of ["Unreachable", "Insecure"] as const) {
        const { attempt, counted } = attempts(reason)
        assert.equal((yield* Effect.flip(Connector.untilListening(attempt))).reason, reason)
        assert.equal(counted.count, 1)
      }
    })
  )
})
