/** How `chat client` on a pipe ends: when the server goes, when there is none, at the end of its input. */
import assert from "node:assert/strict"
import { Readable } from "node:stream"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { frame } from "../support/frames.ts"
import { startClient } from "./support/ChatClient.ts"
import { type ProgramOptions, run } from "./support/Program.ts"
import { listen } from "./support/RawSocket.ts"

const open = (host = "127.0.0.1", options?: ProgramOptions) =>
  Effect.gen(function* () {
    const { accept, port } = yield* listen
    const client = yield* startClient(["Panda", host, port], options)
    return { client, port, socket: yield* accept }
  })

describe("a client whose server goes away", () => {
  it.scopedLive("says so when the server ends the connection", () =>
    Effect.gen(function* () {
      const { client, port, socket } = yield* open()
      yield* socket.end
      yield* client.losesServer("127.0.0.1", port)
    })
  )

  it.scopedLive("says so when the server resets the connection", () =>
    Effect.gen(function* () {
      const { client, port, socket } = yield* open()
      yield* socket.reset
      yield* client.losesServer("127.0.0.1", port)
    })
  )

  it.scopedLive("names the host as it was typed", () =>
    Effect.gen(function* () {
      const { client, port, socket } = yield* open("LocalHost")
      yield* socket.end
      yield* client.losesServer("LocalHost", port)
    })
  )

  it.scopedLive("prints the last whole frame first, and drops half a frame", () =>
    Effect.gen(function* () {
      const { client, port, socket } = yield* open()
      yield* socket.send(Buffer.concat([frame("the last"), frame("half").subarray(0, 100)]))
      yield* socket.end
      yield* client.shows("the last")
      yield* client.losesServer("127.0.0.1", port)
    })
  )
})

describe("a client that cannot connect", () => {
  // Port 1 is tcpmux's, and nobody runs that.
  it.live.each(["127.0.0.1", "LocalHost"])("says so, prints no prompt, and names the host as typed: %s", (host) =>
    Effect.gen(function* () {
      assert.deepEqual(yield* run(["client", "Panda", host, "1"]), {
        status: 1,
        stdout: `Unable to connect to ${host}:1\n`,
        stderr: ""
      })
    })
  )
})

describe("a client at the end of its input", () => {
  it.scopedLive("has sent everything, an unterminated last line too, and stays to print what arrives", () =>
    Effect.gen(function* () {
      const { client, port, socket } = yield* open()
      yield* client.program.write("first\nlast, without a newline")
      yield* client.program.endInput
      yield* client.prints("[Me] [Me] ")
      const sent = ["Panda", "first", "last, without a newline"].map((text) => text.padEnd(200)).join("")
      yield* socket.received.beginsWith(sent)
      yield* socket.sendFrames("still here?", "yes")
      yield* client.shows("still here?", "yes")
      yield* socket.end
      yield* client.losesServer("127.0.0.1", port)
      assert.equal(yield* socket.received.ended, sent)
    })
  )

  const noInput = [
    { input: "an empty pipe", stdin: Readable.from([]) },
    { input: "the null device", stdin: "nothing" }
  ] as const

  it.scopedLive.each(noInput)("on $input sends its name and nothing else, and prints what arrives", ({ stdin }) =>
    Effect.gen(function* () {
      const { client, port, socket } = yield* open("127.0.0.1", { stdin })
      for (const text of ["one", "two", "three"]) {
        yield* socket.sendFrames(text)
        yield* client.shows(text)
      }
      yield* socket.end
      yield* client.losesServer("127.0.0.1", port)
      assert.equal(yield* socket.received.ended, "Panda".padEnd(200))
    })
  )
})
