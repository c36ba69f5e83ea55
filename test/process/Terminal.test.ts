/** `chat client` on a terminal, seen through a terminal emulator. Its server is the test. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { listen } from "./support/RawSocket.ts"
import { startOnTerminal } from "./support/TerminalProgram.ts"

/** A client that shows its prompt on a terminal, and the server's end of its connection. */
const open = Effect.gen(function* () {
  const { accept, port } = yield* listen
  const terminal = yield* startOnTerminal(["client", "Panda", "127.0.0.1", String(port)], { cols: 80, rows: 24 })
  const socket = yield* accept
  yield* terminal.screen.shows("[Me]")
  return { ...terminal, port, socket }
})

const sent = (...texts: ReadonlyArray<string>) => ["Panda", ...texts].map((text) => text.padEnd(200)).join("")

describe("a client on a terminal", () => {
  it.scopedLive("prompts, and sends each line that is typed", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open
      yield* screen.hasCursorAt(0, 5)
      yield* press("hello\r")
      yield* screen.shows("[Me] hello", "[Me]")
      yield* press("  聊天\r")
      yield* screen.shows("[Me] hello", "[Me]   聊天", "[Me]")
      yield* socket.received.beginsWith(sent("hello", Buffer.from("  聊天").toString("latin1")))
    })
  )

  it.scopedLive("writes a message above what is half typed, which stays and can be gone on with", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open
      yield* press("half a sent")
      yield* screen.shows("[Me] half a sent")
      yield* socket.sendFrames("[Alice] Hi!")
      yield* screen.shows("[Alice] Hi!", "[Me] half a sent")
      yield* screen.hasCursorAt(1, 16)
      yield* press("ence\r")
      yield* screen.shows("[Alice] Hi!", "[Me] half a sentence", "[Me]")
      yield* socket.received.beginsWith(sent("half a sentence"))
    })
  )

  it.scopedLive.each([
    ["^D", "\u0004"],
    ["^C", "\u0003"]
  ])("leaves at %s, with status 0", ([, key]) =>
    Effect.gen(function* () {
      const { exit, press, socket } = yield* open
      yield* press(`last words\r${key}`)
      assert.equal(yield* socket.received.ended, sent("last words"))
      assert.equal(yield* exit, 0)
    })
  )

  it.scopedLive("says that the server is gone, and exits with status 1", () =>
    Effect.gen(function* () {
      const { exit, port, press, screen, socket } = yield* open
      yield* press("half a sent")
      yield* screen.shows("[Me] half a sent")
      yield* socket.end
      yield* screen.shows(`Server at 127.0.0.1:${port} has disconnected`)
      assert.equal(yield* exit, 1)
    })
  )
})
