/** What the client draws, in a terminal emulator: the screen's strings go where a terminal's would. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import * as State from "../../../src/Client/Terminal/Conversation/State.ts"
import * as Conversation from "../../../src/Client/Terminal/Conversation.ts"
import * as Entry from "../../../src/Client/Terminal/Entry.ts"
import * as Prompt from "../../../src/Client/Terminal/Prompt.ts"
import * as Screen from "../../../src/Client/Terminal/Screen.ts"
import { span } from "../../../src/Client/Terminal/Style.ts"
import { Emulator } from "../../support/Emulator.ts"
import { settings } from "../../support/Settings.ts"

const NOON = new Date(2024, 0, 1, 12, 0).getTime()

const promptOf = (before: string, after = ""): Screen.Prompt => ({
  above: [],
  before: [span("lab> ", "bold"), span(before)],
  after: [span(after)]
})

const lineOf = (text: string): Screen.Line => ({ spans: [span(text)], indent: 2 })

describe("paint", () => {
  it("makes one string, in which the terminal neither wraps nor shows half of it", () => {
    const [, text] = Screen.paint(Screen.make({ columns: 20, rows: 5 }, true), [lineOf("hello")], promptOf("x", "y"))
    assert.ok(text.startsWith("\u001b[?2026h\u001b[?7l"))
    assert.ok(text.endsWith("\u001b[?7h\u001b[?2026l"))
  })

  it("draws the same rows whatever was there before, with the cursor in its place", async () => {
    const texts = fc
      .array(fc.constantFrom("a", "word ", "聊", "e\u0301", "👋🏽", "👨‍👩‍👧"), { maxLength: 25 })
      .map((parts) => parts.join(""))
    const sizes = fc.record({ columns: fc.integer({ min: 8, max: 40 }), rows: fc.integer({ min: 4, max: 12 }) })
    await fc.assert(
      fc.asyncProperty(
        sizes,
        fc.array(fc.tuple(texts, texts), { minLength: 1, maxLength: 6 }),
        async (size, drawings) => {
          const emulator = new Emulator(size)
          const fresh = new Emulator(size)
          let screen = Screen.make(size, true)
          for (const [before, after] of drawings) {
            const [next, text] = Screen.paint(screen, [], promptOf(before, after))
            screen = next
            await emulator.write(text)
          }
          const [before, after] = drawings.at(-1) ?? ["", ""]
          await fresh.write(Screen.paint(Screen.make(size, true), [], promptOf(before, after))[1])
          assert.deepEqual(emulator.rows.slice(0, fresh.rows.length), fresh.rows)
          assert.deepEqual(emulator.cursor, fresh.cursor)
          emulator.dispose()
          fresh.dispose()
        }
      ),
      { numRuns: 60 }
    )
  })

  it("leaves what is above the prompt as it is, whatever sizes the terminal takes", async () => {
    const sizes = fc.array(fc.integer({ min: 12, max: 60 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(90), fc.oneof(fc.constant(0), fc.nat(90)), async (widths, before, after) => {
        let size = { columns: 30, rows: 24 }
        const emulator = new Emulator(size)
        let screen = Screen.make(size, true)
        const draw = async (...lines: ReadonlyArray<Screen.Line>) => {
          const [next, text] = Screen.paint(screen, lines, promptOf("x".repeat(before), "y".repeat(after)))
          screen = next
          await emulator.write(text)
        }
        await draw(lineOf("first"))
        for (const columns of widths) {
          size = { columns, rows: 24 }
          emulator.resize(size)
          screen = Screen.resized(screen, size)
          await draw(lineOf(`at ${columns}`))
        }
        const rows = emulator.rows.map((row) => row.trimEnd())
        for (const text of ["first", ...widths.map((width) => `at ${width}`)])
          assert.ok(rows.includes(text), rows.join("\n"))
        // With the cursor at the end nothing of an older prompt is left behind either.
        if (after === 0) assert.equal(rows.filter((row) => row.startsWith("lab>")).length, 1, rows.join("\n"))
        emulator.dispose()
      }),
      { numRuns: 100 }
    )
  })
})

describe("whatever the server sends", () => {
  const MARK = "#".repeat(24)

  const frames = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.concat([Buffer.from("[Bob] "), bytes])),
      fc.string({ unit: "binary", maxLength: 60 }).map((text) => Buffer.from(`[Bob] ${text}`)),
      fc
        .array(
          fc.constantFrom(
            "\u001b[",
            "2J",
            "\u001b]0;t\u0007",
            "\r",
            "\n",
            "\b",
            "\u009b1A",
            "[Ann] x",
            "聊",
            "👨‍👩‍👧",
            "\u202e",
            " ",
            "12:00 [Ann] x",
            "\u0301",
            "\u200b"
          )
        )
        .map((parts) => Buffer.from(`[Bob] ${parts.join("")}`))
    ),
    { minLength: 1, maxLength: 4 }
  )

  it("changes only the message area, and no row can pass for another person's line", async () => {
    await fc.assert(
      fc.asyncProperty(frames, fc.integer({ min: 24, max: 60 }), async (texts, columns) => {
        const size = { columns, rows: 60 }
        const emulator = new Emulator(size)
        let state = State.initial({ ...settings, bell: true })
        let screen = Screen.make(size, true)
        const draw = async (lines: ReadonlyArray<Screen.Line>) => {
          const [next, text] = Screen.paint(screen, lines, Prompt.make(state))
          screen = next
          await emulator.write(text)
        }
        await emulator.write(`${MARK}\r\n`)
        state = Conversation.update(state, { _tag: "Pressed", keys: [{ _tag: "Text", text: "half typed" }] })[0]
        await draw([])
        const prompt = emulator.rows.slice(1)
        const column = emulator.cursor[1]
        const [next, outputs] = Conversation.update(state, { _tag: "Arrived", texts })
        state = next
        const entries = outputs.flatMap((output) => (output._tag === "Print" ? [output.entry] : []))
        await draw(entries.flatMap((entry) => Entry.toLines(entry, NOON)))

        const rows = emulator.rows
        assert.equal(rows[0], MARK)
        assert.deepEqual(rows.slice(-prompt.length), prompt)
        assert.deepEqual(emulator.cursor, [rows.length - 1, column])
        assert.deepEqual(emulator.sideEffects, [])
        assert.equal(emulator.wraparound, true)
        const messages = rows.slice(1, -prompt.length)
        const beginnings = messages.filter((row) => !row.startsWith("   "))
        assert.equal(beginnings.length, entries.length)
        for (const [index, entry] of entries.entries()) {
          const beginning = beginnings[index] ?? ""
          assert.ok(beginning.startsWith("12:00 "), beginning)
          // It begins with its author, if it has one.
          assert.equal(beginning.startsWith("12:00 ["), entry._tag === "Said", beginning)
          if (entry._tag === "Said" && entry.from === "Bob") assert.ok(beginning.startsWith("12:00 [Bob]"), beginning)
        }
        assert.equal(texts.length, entries.length)
        emulator.dispose()
      }),
      { numRuns: 300 }
    )
  })
})
