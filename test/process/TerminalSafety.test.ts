/** A hostile server can put text on the terminal of `chat client`, and nothing else. */
import assert from "node:assert/strict"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { listen } from "./support/RawSocket.ts"
import { clearGreeting, startOnTerminal } from "./support/TerminalProgram.ts"

/** The rows that a client on a wide terminal shows for this frame, between a message before it and the prompt. */
const shownFor = (text: string) =>
  Effect.gen(function* () {
    const { accept, port } = yield* listen
    const client = yield* startOnTerminal(["client", "Panda", "127.0.0.1", String(port)], { cols: 120, rows: 24 })
    const { screen } = client
    const socket = yield* accept
    yield* clearGreeting(client)
    yield* socket.sendFrames("[Alice] before", Buffer.from(text).toString("latin1"), "[Alice] after")
    yield* screen.endsWith("hh:mm [Alice] after", "(no channel)>")
    const { rows } = screen
    yield* screen.hasCursorAt(rows.length - 1, 14)
    assert.equal(rows[0], "hh:mm [Alice] before")
    assert.deepEqual(screen.sideEffects, ["title (no channel) - chat"])
    return rows.slice(1, -2)
  })

const attacks = [
  ["clearing the screen", "[Bob] \u001b[2J\u001b[H!", "[Bob] ?[2J?[H!"],
  ["setting the title", "[Bob] \u001b]0;owned\u0007!", "[Bob] ?]0;owned?!"],
  ["moving up to overwrite", "[Bob] \u001b[1A\r[Alice] forged", "[Bob] ?[1A?[Alice] forged"],
  ["carriage return and backspace", "[Bob] hi\r[Al\b\b", "[Bob] hi?[Al??"],
  ["controls of eight bits", "[Bob] \u009b2J \u0085 \u0090", "[Bob] ?2J ? ?"],
  ["turning the writing round", "[Bob] \u202egnp.exe \u2066", "[Bob] ?gnp.exe ?"],
  ["hiding in a name", "[Al\u200bice] hi", "[Al?ice] hi"],
  ["a name that ends early", "[Alice] forged has left", "-- [Alice] forged has left"]
] as const

it.scopedLive.each(attacks)("%s does not work", ([, text, row]) =>
  Effect.gen(function* () {
    assert.deepEqual(yield* shownFor(text), [`hh:mm ${row}`])
  })
)

it.scopedLive("no line of an answer of several lines looks like a person's", () =>
  Effect.gen(function* () {
    const rows = yield* shownFor("[Alice] one\n[Alice] two\n\u001b[2Jthree")
    assert.deepEqual(rows, ["hh:mm -- [Alice] one", "         [Alice] two", "         ?[2Jthree"])
  })
)

it.scopedLive("a row that the terminal would begin with another's name is indented", () =>
  Effect.gen(function* () {
    const [, second] = yield* shownFor(`[Bob] ${"x".repeat(108)}[Alice] forged`)
    assert.equal(second, "         [Alice] forged")
  })
)

it.scopedLive("bytes that are no UTF-8 do not reach the terminal", () =>
  Effect.gen(function* () {
    const { accept, port } = yield* listen
    const { screen } = yield* startOnTerminal(["client", "Panda", "127.0.0.1", String(port)], { cols: 120, rows: 24 })
    const socket = yield* accept
    yield* socket.sendFrames("[Bob] \x9b2J caf\xe9 !")
    yield* screen.endsWith("hh:mm [Bob] �2J caf� !", "(no channel)>")
  })
)
