import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { sendHello } from "../src/Client/Connect.ts"
import { Console } from "../src/Client/Console.ts"
import * as Client from "../src/Client.ts"
import * as ClientName from "../src/Domain/ClientName.ts"
import { defaultSendQueueLimits } from "../src/Net/SendQueueLimits.ts"
import { Activity } from "./support/Activity.ts"
import { frame, texts } from "./support/frames.ts"
import { MemoryPeer } from "./support/MemoryPeer.ts"
import { MemoryStdio } from "./support/MemoryStdio.ts"

const target = {
  name: Either.getOrThrow(ClientName.fromText("Scott")),
  address: { _tag: "Unix", path: "" },
  host: "localhost",
  port: "55555"
} as const

/** A client that converses over memory; the test is its user and its server. */
const start = Effect.gen(function* () {
  const stdio = new MemoryStdio()
  const server = new MemoryPeer()
  const activity = new Activity()
  const { settle } = activity
  yield* sendHello(server.connection, target)
  const client = yield* Client.converse(server.connection, target).pipe(
    Effect.provide(Console.layerPipe(false)),
    Effect.provide(stdio.layer),
    (conversing) => activity.fork(conversing)
  )
  yield* settle
  return { settle, stdio, server, client, sent: () => texts(server.takeReceived()) }
})

describe("the client on a pipe", () => {
  it.effect("sends its name and prompts before anything is typed", () =>
    Effect.gen(function* () {
      const { sent, stdio } = yield* start
      assert.deepEqual(sent(), ["Scott"])
      assert.equal(stdio.output, "[Me] ")
    })
  )

  it.effect("sends each line, prompts after it, and writes what arrives over the prompt", () =>
    Effect.gen(function* () {
      const { sent, server, settle, stdio } = yield* start
      stdio.type("/create tas\nhel")
      yield* settle
      stdio.type("lo\n\n")
      yield* settle
      assert.deepEqual(sent(), ["Scott", "/create tas", "hello", ""])
      server.arrive(Buffer.concat([frame("Alice has joined"), frame("[Alice] hi"), Buffer.from("half")]))
      yield* settle
      assert.equal(stdio.output, "[Me] [Me] [Me] [Me] \r    \rAlice has joined\n[Me] \r    \r[Alice] hi\n[Me] ")
    })
  )

  it.effect("sends a last line without a newline and stays when the input ends", () =>
    Effect.gen(function* () {
      const { client, sent, server, settle, stdio } = yield* start
      stdio.type("bye")
      stdio.endInput()
      yield* settle
      assert.deepEqual(sent(), ["Scott", "bye"])
      server.arrive("still here")
      yield* settle
      assert.equal(stdio.output, "[Me] [Me] \r    \rstill here\n[Me] ")
      assert.equal(yield* Fiber.status(client).pipe(Effect.map((status) => status._tag)), "Suspended")
    })
  )

  it.effect("refuses a command that does not fit, on standard error, and sends nothing", () =>
    Effect.gen(function* () {
      const { sent, settle, stdio } = yield* start
      stdio.type(`/join ${"x".repeat(300)}\n`)
      yield* settle
      assert.deepEqual(sent(), ["Scott"])
      assert.deepEqual(stdio.errors, ["A command can have at most 200 bytes."])
      assert.equal(stdio.output, "[Me] [Me] ")
    })
  )

  for (const end of ["end", "reset"] as const) {
    it.effect(`says that the server is gone and fails, at an ${end}`, () =>
      Effect.gen(function* () {
        const { client, server, stdio } = yield* start
        server[end]()
        const exit = yield* Fiber.await(client)
        assert.ok(Exit.isFailure(exit))
        assert.equal(stdio.output, "[Me] \r    \rServer at localhost:55555 has disconnected\n")
      })
    )
  }

  it.effect("reads no more input than its server takes", () =>
    Effect.gen(function* () {
      const { sent, server, settle, stdio } = yield* start
      server.stalled = true
      stdio.type("x\n".repeat(2000))
      yield* settle
      const unsent = server.connection.unsent
      assert.ok(unsent <= defaultSendQueueLimits.soft + 200, `${unsent} bytes are unsent`)
      server.resume()
      yield* settle
      assert.equal(sent().length, 2001)
    })
  )
})
