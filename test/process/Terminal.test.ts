/** `chat client` on a terminal, seen through a terminal emulator. Its server is the test. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { listen } from "./support/RawSocket.ts"
import { clearGreeting, startOnTerminal } from "./support/TerminalProgram.ts"

const PROMPT = "(no channel)>"

/** A client that shows its prompt on a terminal, and the server's end of its connection. */
const open = (...options: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { accept, port } = yield* listen
    const words = ["client", "Panda", "127.0.0.1", String(port), ...options]
    const terminal = yield* startOnTerminal(words, { cols: 80, rows: 24 })
    const socket = yield* accept
    yield* clearGreeting(terminal)
    yield* terminal.screen.shows(PROMPT)
    return { ...terminal, port, socket }
  })

const sent = (...texts: ReadonlyArray<string>) => ["Panda", ...texts].map((text) => text.padEnd(200)).join("")

describe("a client on a terminal", () => {
  it.scopedLive("prompts, and sends each line that is typed", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open()
      yield* screen.hasCursorAt(0, 14)
      yield* press("hello\r")
      yield* screen.shows("hh:mm > hello", PROMPT)
      yield* press("  聊天\r")
      yield* screen.shows("hh:mm > hello", "hh:mm >   聊天", PROMPT)
      yield* socket.received.beginsWith(sent("hello", Buffer.from("  聊天").toString("latin1")))
    })
  )

  it.scopedLive("writes a message above a line that is half typed, which stays and can be completed", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open()
      yield* press("half a sent")
      yield* screen.shows("(no channel)> half a sent")
      yield* socket.sendFrames("[Alice] Hi!")
      yield* screen.shows("hh:mm [Alice] Hi!", "(no channel)> half a sent")
      yield* screen.hasCursorAt(1, 25)
      yield* press("ence\r")
      yield* screen.shows("hh:mm [Alice] Hi!", "hh:mm > half a sentence", PROMPT)
      yield* socket.received.beginsWith(sent("half a sentence"))
    })
  )

  it.scopedLive("shows every message once and in order while a line is typed and edited, and the line whole", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open()
      const messages = Array.from(
        { length: 300 },
        (_, index) => `[Alice] ${index} ${"聊天 word 👋 ".repeat(index % 12)}.`
      )
      const typing = Effect.forEach([..."typed while they arrive, and typed slowly"], (key) =>
        Effect.zipRight(press(key === "w" ? "x\u007fw" : key), Effect.yieldNow())
      )
      const arriving = Effect.forEach(messages, (text) => socket.sendFrames(Buffer.from(text).toString("latin1")))
      yield* Effect.all([typing, arriving], { concurrency: 2 })
      yield* screen.contains("[Alice] 299")
      yield* screen.endsWith("(no channel)> typed while they arrive, and typed slowly")
      const beginnings = screen.rows.filter((row) => row.startsWith("hh:mm")).map((row) => row.split(" ").slice(1, 3))
      assert.deepEqual(
        beginnings,
        messages.map((text) => text.split(" ").slice(0, 2))
      )
      assert.equal(screen.rows.filter((row) => row.startsWith("(no channel)>")).length, 1)
    })
  )

  it.scopedLive("shows the channel it is in, and takes it back when the server refuses", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open()
      yield* press("/create tas\r")
      yield* screen.shows("hh:mm > /create tas", "tas>")
      yield* press("/join lab\r")
      yield* screen.endsWith("lab>")
      yield* socket.sendFrames("No channel named lab exists. Try '/create lab'?")
      yield* screen.endsWith("hh:mm -- No channel named lab exists. Try '/create lab'?", "tas>")
    })
  )

  it.scopedLive.each([
    ["^D", "\u0004"],
    ["^C", "\u0003"],
    ["/quit", "/quit\r"]
  ])("leaves at %s on an empty line, with status 0", ([, keys]) =>
    Effect.gen(function* () {
      const { exit, press, screen, socket } = yield* open()
      yield* press(`last words\r${keys}`)
      assert.equal(yield* socket.received.ended, sent("last words"))
      assert.equal(yield* exit, 0)
      assert.equal(screen.rows[0], "hh:mm > last words")
      assert.ok(!screen.rows.includes(PROMPT))
    })
  )

  it.scopedLive("clears the line at ^C, and continues", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open()
      yield* press("not this\u0003this\r")
      yield* screen.shows("hh:mm > this", PROMPT)
      yield* socket.received.beginsWith(sent("this"))
    })
  )

  it.scopedLive("keeps /help and /clear to itself, and gives all other commands to the server", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open()
      yield* press("/help\r")
      yield* screen.contains("/join CHANNEL")
      yield* press("/clear\r")
      yield* screen.shows(PROMPT)
      yield* press("/unknown\r")
      yield* socket.received.beginsWith(sent("/unknown"))
      assert.equal(socket.received.text, sent("/unknown"))
    })
  )

  it.scopedLive("with --no-reconnect says that the server is gone, and exits with status 1", () =>
    Effect.gen(function* () {
      const { exit, port, press, screen, socket } = yield* open("--no-reconnect")
      // A server that has said something is no other kind of server.
      yield* socket.sendFrames("[Alice] Hi!")
      yield* screen.shows("hh:mm [Alice] Hi!", PROMPT)
      yield* press("half a sent")
      yield* screen.shows("hh:mm [Alice] Hi!", "(no channel)> half a sent")
      yield* socket.end
      yield* screen.shows("hh:mm [Alice] Hi!", `Server at 127.0.0.1:${port} has disconnected`)
      assert.equal(yield* exit, 1)
    })
  )
})

describe("a client on a terminal that cannot connect", () => {
  it.scopedLive("says that there is no socket where there is none", () =>
    Effect.gen(function* () {
      const words = ["client", "Panda", "--socket", "/nonexistent/s"]
      const { exit, screen } = yield* startOnTerminal(words, { cols: 80, rows: 24 })
      assert.equal(yield* exit, 1)
      yield* screen.shows("Unable to connect to unix:/nonexistent/s: there is no such socket.")
    })
  )

  it.scopedLive("says so and why, and nothing else, with status 1", () =>
    Effect.gen(function* () {
      const { exit, screen } = yield* startOnTerminal(["client", "Panda", "127.0.0.1", "1"], { cols: 80, rows: 24 })
      assert.equal(yield* exit, 1)
      yield* screen.shows("Unable to connect to 127.0.0.1:1: nothing listens there.")
    })
  )
})
