/** The picture in the README is a conversation that took place: `npm run picture` draws it anew. */
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { startServer } from "./support/Program.ts"
import { connectTo } from "./support/RawSocket.ts"
import type { Cell } from "./support/Screen.ts"
import * as Svg from "./support/Svg.ts"
import { startOnTerminal } from "./support/TerminalProgram.ts"

const bytes = (text: string) => Buffer.from(text).toString("latin1")

/** The same time of day in every row that has one, because the picture must not change from run to run. */
const atNoon = (row: ReadonlyArray<Cell>): ReadonlyArray<Cell> => {
  const start = row.slice(0, 5).map(({ text }) => text)
  return /^\d\d:\d\d$/.test(start.join(""))
    ? row.map((cell, at) => (at < 5 ? { ...cell, text: "12:00"[at] ?? "" } : cell))
    : row
}

/** The port of the documentation, of as many digits, in the place of the free one that the server got. */
const onPort =
  (port: number) =>
  (row: ReadonlyArray<Cell>): ReadonlyArray<Cell> => {
    const digits = String(port)
    const start = row
      .map(({ text }) => text)
      .findIndex(
        (_, at) =>
          row
            .slice(at, at + digits.length)
            .map(({ text }) => text)
            .join("") === digits
      )
    return start < 0
      ? row
      : row.map((cell, at) => (at >= start && at < start + digits.length ? { ...cell, text: "5" } : cell))
  }

it.scopedLive("the picture of a conversation is what the client draws", () =>
  Effect.gen(function* () {
    const server = yield* startServer()
    const words = ["client", "Panda", "127.0.0.1", String(server.port), "--background", "dark"]
    const { press, screen } = yield* startOnTerminal(words, { cols: 72, rows: 24 })
    yield* screen.endsWith("(no channel)>")
    yield* press("/create lab\r")
    yield* screen.endsWith("lab>")
    const alice = yield* connectTo(server.port)
    yield* alice.sendFrames("Alice", "/join lab")
    yield* screen.contains("Alice has joined")
    yield* alice.sendFrames("Hi everyone! Does anyone know what we're doing on the first day of lecture?")
    yield* screen.contains("lecture?")
    yield* press("al\ta chat server 💬\r")
    yield* screen.contains("a chat server")
    const boris = yield* connectTo(server.port)
    yield* boris.sendFrames("Boris", "/join lab")
    yield* screen.contains("Boris has joined")
    yield* boris.sendFrames(bytes("in 200 bytes a message? 你好, Panda"))
    yield* screen.contains("你好, Panda")
    yield* alice.sendFrames("see you there")
    yield* screen.contains("see you there")
    yield* press("see you on Mo")
    yield* screen.endsWith("lab> see you on Mo")
    const rows = screen.cells
    const title = "A conversation in chat client"
    yield* Effect.promise(() =>
      expect(Svg.draw(rows.map(atNoon).map(onPort(server.port)), title)).toMatchFileSnapshot(
        "../../docs/conversation.svg"
      )
    )
  })
)
