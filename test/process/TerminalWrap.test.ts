/** `chat client` on a terminal where the line being typed takes two rows. */
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { listen } from "./support/RawSocket.ts"
import { startOnTerminal } from "./support/TerminalProgram.ts"

const DIGITS = "01234567890123456789012345678901234567890123456789"

/** How the digits stand on a terminal of 40 columns. */
const UPPER = `[Me] ${DIGITS.slice(0, 35)}`
const LOWER = DIGITS.slice(35)

const LEFT = "\u001b[D"

const open = (rows: number) =>
  Effect.gen(function* () {
    const { accept, port } = yield* listen
    const terminal = yield* startOnTerminal(["client", "Panda", "127.0.0.1", String(port)], { cols: 40, rows })
    const socket = yield* accept
    yield* terminal.screen.shows("[Me]")
    return { ...terminal, socket }
  })

describe("a message that arrives while a line of two rows is typed", () => {
  it.scopedLive("stands above the line, however often", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open(24)
      for (const [index, digit] of [...DIGITS].entries()) {
        yield* press(digit)
        const typed = `[Me] ${DIGITS.slice(0, index + 1)}`
        yield* screen.shows(...[typed.slice(0, 40), typed.slice(40)].filter((row) => row !== ""))
      }
      yield* socket.sendFrames("[Alice] one", "[Alice] two")
      yield* screen.shows("[Alice] one", "[Alice] two", UPPER, LOWER)
      yield* socket.sendFrames("[Alice] three")
      yield* screen.shows("[Alice] one", "[Alice] two", "[Alice] three", UPPER, LOWER)
      yield* press("\r")
      yield* socket.received.beginsWith(`${"Panda".padEnd(200)}${DIGITS.padEnd(200)}`)
    })
  )

  it.scopedLive("stands above the line when it was pasted", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open(24)
      yield* press(DIGITS)
      yield* screen.shows(UPPER, LOWER)
      yield* socket.sendFrames("[Alice] one", "[Alice] two")
      yield* screen.shows("[Alice] one", "[Alice] two", UPPER, LOWER)
    })
  )

  it.scopedLive("leaves the cursor in the line where it was, in the lower row and in the upper", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open(24)
      yield* press(DIGITS)
      yield* screen.shows(UPPER, LOWER)
      yield* press(LEFT.repeat(3))
      yield* screen.hasCursorAt(1, 12)
      yield* socket.sendFrames("[Alice] one")
      yield* screen.shows("[Alice] one", UPPER, LOWER)
      yield* screen.hasCursorAt(2, 12)
      yield* press(LEFT.repeat(20))
      yield* screen.hasCursorAt(1, 32)
      yield* socket.sendFrames("[Alice] two")
      yield* screen.shows("[Alice] one", "[Alice] two", UPPER, LOWER)
      yield* screen.hasCursorAt(2, 32)
      yield* press("+")
      yield* screen.hasCursorAt(2, 33)
      yield* press("\r")
      const line = `${DIGITS.slice(0, 27)}+${DIGITS.slice(27)}`
      yield* socket.received.beginsWith(`${"Panda".padEnd(200)}${line.padEnd(200)}`)
    })
  )

  it.scopedLive("scrolls a full screen and wraps, and the line stays whole at the bottom", () =>
    Effect.gen(function* () {
      const { press, screen, socket } = yield* open(5)
      yield* press(DIGITS)
      yield* screen.shows(UPPER, LOWER)
      const messages: Array<string> = []
      for (let index = 0; index < 10; index++) {
        yield* socket.sendFrames(`[Alice] ${index} ${"x".repeat(50)}`)
        messages.push(`[Alice] ${index} ${"x".repeat(30)}`, "x".repeat(20))
        yield* screen.shows(...messages, UPPER, LOWER)
      }
    })
  )
})
