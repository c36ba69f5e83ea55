/** What a signal interrupts before its work is done ends by that signal, so that loops and build servers stop. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { executable, start, startBasicServer, startServer } from "./support/Program.ts"
import { connectTo } from "./support/RawSocket.ts"
import { startCommand } from "./support/TerminalProgram.ts"

/** Ann in the channel `lab`, who sees others come. */
const open = Effect.gen(function* () {
  const server = yield* startServer()
  const ann = yield* connectTo(server.port)
  yield* ann.sendFrames("Ann", "/create lab", "/join")
  yield* ann.received.contains("/join command")
  return { ann, port: String(server.port) }
})

describe.each(["SIGINT", "SIGTERM"] as const)("%s", (signal) => {
  it.scopedLive("ends chat send, which leaves its channel first", () =>
    Effect.gen(function* () {
      const { ann, port } = yield* open
      const sending = yield* start(["send", "Bot", "127.0.0.1", port, "--channel", "lab"])
      yield* sending.write("one\n")
      yield* ann.received.contains("[Bot] one")
      yield* sending.signal(signal)
      assert.deepEqual(yield* sending.exit, { status: null, signal })
      yield* ann.received.contains("Bot has left")
    })
  )

  it.scopedLive("ends chat basic-client", () =>
    Effect.gen(function* () {
      const server = yield* startBasicServer()
      const sending = yield* start(["basic-client", "127.0.0.1", String(server.port)])
      yield* sending.write("one\n")
      yield* server.stdout.contains("one")
      yield* sending.signal(signal)
      assert.deepEqual(yield* sending.exit, { status: null, signal })
    })
  )
})

describe("^C", () => {
  it.scopedLive("ends a loop of the shell around chat send", () =>
    Effect.gen(function* () {
      const { ann, port } = yield* open
      const command = `"${process.execPath}" "${executable}" send Bot 127.0.0.1 ${port} --channel lab`
      const loop = `for round in 1 2 3; do (echo "round $round"; exec sleep 600) | ${command}; done; echo "went on"`
      const shell = yield* startCommand("bash", ["--norc", "-c", loop], { cols: 80, rows: 24 })
      yield* ann.received.contains("[Bot] round 1")
      yield* shell.press("\x03")
      assert.equal(yield* shell.exit, 130)
      assert.ok(!shell.written().includes("went on"))
      yield* ann.received.contains("Bot has left")
      assert.ok(!ann.received.text.includes("round 2"))
    })
  )
})
