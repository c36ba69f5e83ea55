/** `chat client` on a terminal where lines take several rows, of all kinds of characters, and the size changes. */
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { listen } from "./support/RawSocket.ts"
import { clearGreeting, startOnTerminal } from "./support/TerminalProgram.ts"

const DIGITS = "01234567890123456789012345678901234567890123456789"

/** How the digits stand on a terminal of 40 columns. */
const UPPER = `(no channel)> ${DIGITS.slice(0, 26)}`
const LOWER = DIGITS.slice(26)

const LEFT = "\u001b[D"

const bytes = (text: string) => Buffer.from(text).toString("latin1")

const open = (rows: number, cols = 40) =>
  Effect.gen(function* () {
    const { accept, port } = yield* listen
    const terminal = yield* startOnTerminal(["client", "Panda", "127.0.0.1", String(port)], { cols, rows: 24 })
    const socket = yield* accept
    yield* clearGreeting(terminal)
    yield* terminal.resize({ cols, rows })
    yield* terminal.screen.endsWith("(no channel)>".slice(-cols))
    return { ...terminal, socket }
  })

describe("a message that arrives while a line of two rows is typed", () => {
  it.scopedLive("stands above the line, however often", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open(24)
      for (const [index, digit] of [...DIGITS].entries()) {
        yield* press(digit)
        const typed = `(no channel)> ${DIGITS.slice(0, index + 1)}`
        yield* screen.shows(...[typed.slice(0, 40), typed.slice(40)].filter((row) => row !== ""))
      }
      yield* socket.sendFrames("[Alice] one", "[Alice] two")
      yield* screen.shows("hh:mm [Alice] one", "hh:mm [Alice] two", UPPER, LOWER)
      yield* socket.sendFrames("[Alice] three")
      yield* screen.shows("hh:mm [Alice] one", "hh:mm [Alice] two", "hh:mm [Alice] three", UPPER, LOWER)
      yield* press("\r")
      yield* socket.received.beginsWith(`${"Panda".padEnd(200)}${DIGITS.padEnd(200)}`)
    })
  )

  it.scopedLive("leaves the cursor in the line where it was, in the lower row and in the upper", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open(24)
      yield* press(DIGITS)
      yield* screen.shows(UPPER, LOWER)
      yield* press(LEFT.repeat(3))
      yield* screen.hasCursorAt(1, 21)
      yield* socket.sendFrames("[Alice] one")
      yield* screen.shows("hh:mm [Alice] one", UPPER, LOWER)
      yield* screen.hasCursorAt(2, 21)
      yield* press(LEFT.repeat(25))
      yield* screen.hasCursorAt(1, 36)
      yield* socket.sendFrames("[Alice] two")
      yield* screen.shows("hh:mm [Alice] one", "hh:mm [Alice] two", UPPER, LOWER)
      yield* screen.hasCursorAt(2, 36)
      yield* press("+\r")
      const line = `${DIGITS.slice(0, 22)}+${DIGITS.slice(22)}`
      yield* socket.received.beginsWith(`${"Panda".padEnd(200)}${line.padEnd(200)}`)
    })
  )

  it.scopedLive("scrolls a full screen and wraps with an indent, and the line stays whole at the bottom", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open(5)
      yield* press(DIGITS)
      yield* screen.shows(UPPER, LOWER)
      const messages: Array<string> = []
      for (let index = 0; index < 10; index++) {
        yield* socket.sendFrames(`[Alice] ${index} ${"x".repeat(40)}`)
        messages.push(`hh:mm [Alice] ${index} ${"x".repeat(24)}`, `${" ".repeat(9)}${"x".repeat(16)}`)
        yield* screen.shows(...messages, UPPER, LOWER)
      }
    })
  )
})

describe("wide characters, emoji and combining marks", () => {
  it.scopedLive("are wrapped whole, in messages and in what is typed, and the cursor stands behind them", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open(24, 20)
      yield* press("聊天e\u0301é👋🏽天")
      // The emulator draws an emoji in one cell. The client leaves room for terminals that draw this one in four.
      yield* screen.shows("(no channel)> 聊天e\u0301é", "👋🏽天")
      yield* screen.hasCursorAt(1, 4)
      yield* socket.sendFrames(bytes("[Bob] 你好你好你好"))
      yield* screen.shows("hh:mm [Bob] 你好你好", "         你好", "(no channel)> 聊天e\u0301é", "👋🏽天")
      yield* press("\u007f\u007f\u007f")
      yield* screen.endsWith("(no channel)> 聊天e\u0301")
    })
  )
})

describe("another size of the terminal", () => {
  it.scopedLive.each([
    ["narrower", 30, [16, 46]],
    ["wider", 60, [46]]
  ] as const)("%s: the line is drawn anew below all messages", ([, cols, cuts]) =>
    Effect.gen(function* () {
      const { press, resize, screen, socket } = yield* open(24)
      yield* socket.sendFrames("[Alice] one")
      yield* screen.contains("one")
      yield* press(DIGITS)
      yield* screen.shows("hh:mm [Alice] one", UPPER, LOWER)
      yield* resize({ cols, rows: 24 })
      const [first = "", ...others] = [0, ...cuts].map((cut, at) => DIGITS.slice(cut, cuts[at]))
      const rows = [`(no channel)> ${first}`, ...others]
      yield* screen.shows("hh:mm [Alice] one", ...rows)
      yield* socket.sendFrames("[Alice] two")
      yield* screen.shows("hh:mm [Alice] one", "hh:mm [Alice] two", ...rows)
    })
  )

  it.scopedLive("too low for the line: the part around the cursor is visible", () =>
    Effect.gen(function* () {
      const { press, resize, screen } = yield* open(24, 20)
      yield* press("x".repeat(100))
      yield* screen.endsWith("x".repeat(20), "x".repeat(14))
      yield* resize({ cols: 20, rows: 4 })
      yield* press("y\u0001")
      yield* screen.endsWith("(no channel)> xxxxxx", "x".repeat(20), "x".repeat(20))
      yield* press("\u0005z")
      yield* screen.endsWith("x".repeat(20), "x".repeat(20), `${"x".repeat(14)}yz`)
    })
  )
})
