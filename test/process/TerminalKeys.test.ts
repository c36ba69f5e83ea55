/** `chat client` on a terminal: pastes, history, completion, colours, against a real server. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { startServer } from "./support/Program.ts"
import { connectTo } from "./support/RawSocket.ts"
import { clearGreeting, startOnTerminal, stateFolder } from "./support/TerminalProgram.ts"

const UP = "\u001b[A"
const pasted = (text: string) => `\u001b[200~${text}\u001b[201~`

/** The test is Ann, who has made a channel; Scott has joined it at a terminal. */
const open = ({
  env,
  options = []
}: {
  env?: Readonly<Record<string, string>>
  options?: ReadonlyArray<string>
} = {}) =>
  Effect.gen(function* () {
    const server = yield* startServer()
    const ann = yield* connectTo(server.port)
    yield* ann.sendFrames("Ann", "/create lab")
    const words = ["client", "Scott", "127.0.0.1", String(server.port), ...options]
    const terminal = yield* startOnTerminal(words, { cols: 60, rows: 24 }, env)
    yield* clearGreeting(terminal)
    yield* terminal.screen.shows("(no channel)>")
    yield* terminal.press("/join lab\r")
    yield* ann.received.contains("Scott has joined")
    yield* terminal.screen.shows("hh:mm > /join lab", "lab>")
    return { ...terminal, ann, server }
  })

describe("a paste", () => {
  it.scopedLive("of several lines is shown, asked about once, and sent as a message a line", () =>
    Effect.gen(function* () {
      const { ann, press, screen } = yield* open()
      yield* press(`so: ${pasted("one\r\n\ttwo\n/quit\n")}`)
      yield* screen.endsWith("| so: one", "|     two", "| /quit", "Send 3 lines? [y/n]")
      yield* ann.sendFrames("meanwhile")
      yield* screen.contains("[Ann] meanwhile")
      yield* press("y")
      yield* screen.endsWith("hh:mm > so: one", "hh:mm >     two", "hh:mm >  /quit", "lab>")
      yield* ann.received.contains("[Scott]  /quit")
      assert.match(ann.received.text, /\[Scott\] so: one +\[Scott\] {5}two +\[Scott\] {2}\/quit/)
    })
  )

  it.scopedLive("that is declined is not sent, and the line is as it was", () =>
    Effect.gen(function* () {
      const { ann, press, screen } = yield* open()
      yield* press(`half${pasted("one\ntwo")}`)
      yield* screen.endsWith("Send 2 lines? [y/n]")
      yield* press("n")
      yield* screen.shows("hh:mm > /join lab", "hh:mm -- Not sent: 2 lines. Up brings them back.", "lab> half")
      yield* press(" and half\r")
      yield* ann.received.contains("[Scott] half and half")
      assert.ok(!ann.received.text.includes("one"))
    })
  )

  it.scopedLive("of one line goes into the line, its newline with nothing", () =>
    Effect.gen(function* () {
      const { press, screen } = yield* open()
      yield* press(`a ${pasted("one\u001b[2J\n")} b`)
      yield* screen.shows("hh:mm > /join lab", "lab> a one?[2J b")
    })
  )
})

describe("the history", () => {
  it.scopedLive("comes back with the arrows, and in the next client, without passwords", () =>
    Effect.gen(function* () {
      const env = { XDG_STATE_HOME: yield* stateFolder }
      const { exit, press, screen } = yield* open({ env })
      yield* press("first\r/password secret\rhalf")
      yield* screen.endsWith("lab> half")
      yield* press(UP)
      yield* screen.endsWith("lab> first")
      yield* press("\u000e")
      yield* screen.endsWith("lab> half")
      yield* press("\u0015\u0004")
      assert.equal(yield* exit, 0)
      const next = yield* open({ env })
      yield* next.press(UP + UP)
      yield* next.screen.endsWith("lab> first")
      yield* next.press(UP)
      yield* next.screen.endsWith("lab> /join lab")
    })
  )
})

describe("TAB", () => {
  it.scopedLive("completes commands, channels from /list, and people, the last speaker first", () =>
    Effect.gen(function* () {
      const { ann, press, screen, server } = yield* open()
      yield* press("/l\t\r")
      yield* screen.endsWith("hh:mm > /list", "hh:mm -- lab", "lab>")
      yield* press("/j\tl\t")
      yield* screen.endsWith("lab> /join lab")
      yield* press("\u0003")
      const ben = yield* connectTo(server.port)
      yield* ben.sendFrames("Ben", "/join lab", "hello")
      yield* screen.contains("[Ben] hello")
      yield* ann.sendFrames("hi Ben")
      yield* screen.contains("[Ann] hi Ben")
      yield* press("\t")
      yield* screen.endsWith("lab> Ann:")
      yield* press("\tthanks, a\t!")
      yield* screen.endsWith("lab> Ben: thanks, Ann !")
    })
  )
})

describe("colours and attributes", () => {
  it.scopedLive("distinguish the user's own lines, notices, names and mentions", () =>
    Effect.gen(function* () {
      const { ann, press, screen, server } = yield* open({ options: ["--bell"] })
      yield* press("mine\r")
      yield* screen.contains("> mine")
      yield* ann.sendFrames("theirs")
      yield* screen.contains("[Ann] theirs")
      const ben = yield* connectTo(server.port)
      yield* ben.sendFrames("Ben", "/join lab", "hello Scott")
      yield* screen.contains("[Ben] hello Scott")
      assert.deepEqual(screen.look("> mine"), ["bold"])
      assert.deepEqual(screen.look("theirs"), [])
      assert.equal(screen.look("[Ann]").length, 1)
      assert.match(String(screen.look("[Ann]")), /^color \d+$/)
      assert.deepEqual(screen.look("-- Ben has joined"), ["color 244"])
      assert.deepEqual(screen.look("[Ben]"), ["reverse"])
      assert.deepEqual(screen.look("hello Scott"), ["bold"])
      assert.deepEqual(screen.sideEffects, ["title (no channel) - chat", "title lab - chat", "bell"])
    })
  )

  it.scopedLive.each([
    ["NO_COLOR", { NO_COLOR: "1" }, [], false],
    ["--color never", {}, ["--color", "never"], false],
    ["--color always over NO_COLOR", { NO_COLOR: "1" }, ["--color", "always"], true]
  ] as const)("respect %s", ([, env, options, colored]) =>
    Effect.gen(function* () {
      const { ann, press, screen } = yield* open({ env, options })
      yield* press("mine\r")
      yield* screen.contains("> mine")
      yield* ann.sendFrames("hello Scott")
      yield* screen.contains("[Ann] hello Scott")
      assert.equal(screen.look("> mine").length > 0, colored)
      assert.equal(screen.look("[Ann]").length > 0, colored)
    })
  )

  it.scopedLive.each([
    ["TERM=dumb", { TERM: "dumb" }, []],
    ["--plain", { NO_COLOR: "1" }, ["--plain"]]
  ] as const)("are plain lines with %s: no control sequence at all", ([, env, options]) =>
    Effect.gen(function* () {
      const server = yield* startServer()
      const ann = yield* connectTo(server.port)
      yield* ann.sendFrames("Ann", "/create lab")
      const words = ["client", "Scott", "127.0.0.1", String(server.port), ...options]
      const { exit, press, screen, written } = yield* startOnTerminal(words, { cols: 60, rows: 24 }, env)
      yield* screen.contains("Notice: Connected")
      yield* press("/join lab\r")
      yield* screen.endsWith("Channel: lab")
      yield* ann.received.contains("Scott has joined")
      yield* ann.sendFrames("hello \u001b[2JScott")
      yield* screen.endsWith("hh:mm Ann says: hello ?[2JScott")
      yield* press("\u0004")
      assert.equal(yield* exit, 0)
      assert.ok(!written().includes("\u001b"))
    })
  )
})
