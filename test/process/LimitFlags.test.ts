/** The server's bounds from the command line and from the environment, and what the server says of its own safety. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { texts } from "../support/frames.ts"
import { patient } from "./support/Injection.ts"
import { run, startServer } from "./support/Program.ts"
import { connectTo, type RawSocket } from "./support/RawSocket.ts"

const heard = (socket: RawSocket) => Effect.map(socket.received.ended, (bytes) => texts(Buffer.from(bytes, "latin1")))

describe("a bound", () => {
  it.scopedLive("comes from its option, else from its environment variable", () =>
    Effect.gen(function* () {
      const server = yield* startServer("127.0.0.1", {
        flags: ["--max-connections", "2"],
        env: { ...patient, CHAT_MAX_CONNECTIONS: "1", CHAT_MAX_CHANNELS: "1" }
      })
      const first = yield* connectTo(server.port)
      yield* first.sendFrames("Ann", "/create a", "/create b")
      yield* first.received.contains("No channel can be created: there are 1 already")
      yield* connectTo(server.port)
      assert.deepEqual(yield* heard(yield* connectTo(server.port)), ["The server is full: it allows 2 connections."])
    })
  )

  it.live("is refused where its environment variable is wrong, in one line that names it", () =>
    Effect.gen(function* () {
      for (const wrong of ["", "many", "0", "1e99"]) {
        const { status, stderr } = yield* run(["server", "0"], { env: { CHAT_MAX_CONNECTIONS_PER_ADDRESS: wrong } })
        assert.match(stderr, /^chat: CHAT_MAX_CONNECTIONS_PER_ADDRESS is a whole number [^\n]+\n$/)
        assert.equal(status, 2)
      }
    })
  )

  it.scopedLive("of bytes takes the letter of a unit", () =>
    Effect.gen(function* () {
      const flags = ["--soft-unsent", "1K", "--hard-unsent", "1025", "--total-unsent", "1m"]
      yield* startServer("127.0.0.1", { flags })
      for (const wrong of ["1025", "2k", "1K5", "1.5K", "K", "1T", " 1K"]) {
        const { status } = yield* run(["server", "0", "--soft-unsent", wrong, "--hard-unsent", "1K"])
        assert.equal(status, 2)
      }
    })
  )
})
