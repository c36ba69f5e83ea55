/** A server whose process is stopped for a while, as a machine that sleeps: nobody who spoke in time is let go. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { JOIN_REQUIRES_ARGUMENT, texts } from "../support/frames.ts"
import { startServer } from "./support/Program.ts"
import { connectTo } from "./support/RawSocket.ts"

describe("a server that gets SIGSTOP, and SIGCONT when all deadlines have passed", () => {
  it.scopedLive("lets go of nobody who spoke meanwhile, and relays what was said", () =>
    Effect.gen(function* () {
      const flags = ["--name-timeout", "5", "--idle-timeout", "5"]
      const server = yield* startServer("127.0.0.1", { flags })
      // Another server's deadline, which is longer, tells when those of the stopped one have passed.
      const clock = yield* startServer("127.0.0.1", { flags: ["--name-timeout", "6"] })
      const newcomer = yield* connectTo(server.port)
      const ann = yield* connectTo(server.port)
      yield* ann.sendFrames("Ann", "/create lab", "/join")
      yield* ann.received.contains(JOIN_REQUIRES_ARGUMENT)
      yield* server.signal("SIGSTOP")
      const silent = yield* connectTo(clock.port)
      yield* ann.sendFrames("still here", "/join")
      yield* newcomer.sendFrames("Ben", "/join lab", "hello")
      yield* silent.received.contains("No name was sent within 6 seconds.")
      yield* server.signal("SIGCONT")
      yield* ann.received.contains("[Ben] hello")
      yield* newcomer.sendFrames("/join")
      yield* newcomer.received.contains(JOIN_REQUIRES_ARGUMENT)
      yield* ann.end
      yield* newcomer.received.contains("Ann has left")
      const heard = texts(Buffer.from(yield* ann.received.ended, "latin1"))
      assert.deepEqual(heard, [JOIN_REQUIRES_ARGUMENT, JOIN_REQUIRES_ARGUMENT, "Ben has joined", "[Ben] hello"])
    })
  )
})
