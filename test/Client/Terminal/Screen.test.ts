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
import { Emulator, everyReflow } from "../../support/Emulator.ts"
import { settings } from "../../support/Settings.ts"

const NOON = new Date(2024, 0, 1, 12, 0).getTime()

const promptOf = (before: string, after = ""): Screen.Prompt => ({
  above: [],
  before: [span("lab> ", "bold"), span(before)],
  after: [span(after)]
})

const lineOf = (text: string): Screen.Line => ({ spans: [span(text)], indent: 2 })

describe("paint", () => {
  it("makes one string, of which the terminal does not show half", () => {
    const text = Screen.paint(
      { size: { columns: 20, rows: 5 }, colors: "unknown" },
      [lineOf("hello")],
      promptOf("x", "y")
    )
    assert.ok(text.startsWith("\u001b[?2026h"))
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
          const screen: Screen.Screen = { size, colors: "unknown" }
          for (const [before, after] of drawings) {
            await emulator.write(Screen.paint(screen, [], promptOf(before, after)))
          }
          const [before, after] = drawings.at(-1) ?? ["", ""]
          await fresh.write(Screen.paint(screen, [], promptOf(before, after)))
          assert.deepEqual(emulator.rows, fresh.rows)
          assert.deepEqual(emulator.cursor, [0, 0])
          assert.ok(fresh.drawnCursor !== undefined)
          assert.deepEqual(emulator.drawnCursor, fresh.drawnCursor)
          emulator.dispose()
          fresh.dispose()
        }
      ),
      { numRuns: 60 }
    )
  })
})

/** What happens in a storm: the terminal takes another size, the client hears of it, a message arrives, a key is typed. */
type Happening = "terminal resizes" | "client hears of it" | "message" | "key"

describe.each(everyReflow)("a storm of sizes on a terminal that %s", (reflow) => {
  const sizes = fc.record({ columns: fc.integer({ min: 20, max: 90 }), rows: fc.integer({ min: 8, max: 30 }) })
  const happenings = fc.array(
    fc.tuple(fc.constantFrom<Happening>("terminal resizes", "client hears of it", "message", "message", "key"), sizes),
    { minLength: 5, maxLength: 60 }
  )

  it("neither loses nor doubles a message, and leaves no other prompt behind, whenever the client hears of the sizes", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, happenings, fc.nat(80), async (initial, storm, typed) => {
        const emulator = new Emulator(initial, reflow)
        let actual = initial
        let screen: Screen.Screen = { size: initial, colors: "unknown" }
        let line = "k".repeat(typed)
        let count = 0
        const draw = (...lines: ReadonlyArray<Screen.Line>) =>
          emulator.write(Screen.paint(screen, lines, promptOf(line)))
        const say = () => {
          const text = `<${count}> ${"w".repeat(1 + ((count * 37) % 120))} <${count}/>`
          count++
          return draw(lineOf(text))
        }
        await draw()
        for (const [what, size] of storm) {
          if (what === "terminal resizes") {
            actual = size
            emulator.resize(size)
          } else if (what === "client hears of it") {
            screen = { ...screen, size: actual }
            await draw()
          } else if (what === "message") await say()
          else {
            line = `${line.slice(1)}k`
            await draw()
          }
        }
        // It hears of the last size in the end.
        screen = { ...screen, size: actual }
        await say()

        const rows = emulator.rows
        const all = rows.join("\n")
        const beginnings = Array.from(all.matchAll(/<(\d+)>/g), ([, number]) => Number(number))
        assert.deepEqual(
          beginnings,
          Array.from({ length: count }, (_, number) => number),
          all
        )
        // This emulator moves its cursor for rows that it breaks below it, so of a prompt of several rows some may stay.
        if (typed < 5 || reflow === "does not reflow") assert.equal(all.match(/lab>/g)?.length, 1, all)
        assert.ok(emulator.drawnCursor !== undefined)
        // What is cut by a terminal that does not reflow, no program can bring back.
        if (reflow !== "does not reflow") {
          const whole = rows.map((row) => row.replaceAll(" ", "")).join("")
          for (let number = 0; number < count; number++) {
            assert.ok(whole.includes(`<${number}>${"w".repeat(1 + ((number * 37) % 120))}<${number}/>`), all)
          }
        }
        emulator.dispose()
      }),
      { numRuns: 200 }
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
        const draw = (lines: ReadonlyArray<Screen.Line>) =>
          emulator.write(Screen.paint({ size, colors: "unknown" }, lines, Prompt.make(state)))
        await emulator.write(`${MARK}\r\n`)
        state = Conversation.update(state, { _tag: "Pressed", keys: [{ _tag: "Text", text: "half typed" }] })[0]
        await draw([])
        const prompt = emulator.rows.slice(1)
        const column = emulator.drawnCursor?.[1]
        const [next, outputs] = Conversation.update(state, { _tag: "Arrived", texts })
        state = next
        const entries = outputs.flatMap((output) => (output._tag === "Print" ? [output.entry] : []))
        await draw(entries.flatMap((entry) => Entry.toLines(entry, NOON)))

        const rows = emulator.rows
        assert.equal(rows[0], MARK)
        assert.deepEqual(rows.slice(-prompt.length), prompt)
        assert.deepEqual(emulator.cursor, [rows.length - prompt.length, 0])
        assert.deepEqual(emulator.drawnCursor, [rows.length - 1, column])
        assert.deepEqual(emulator.sideEffects, [])
        assert.equal(emulator.wraparound, true)
        const messages = rows.slice(1, -prompt.length)
        const beginnings = messages.filter((row) => !row.startsWith("   "))
        assert.equal(beginnings.length, entries.length)
        for (const [index, entry] of entries.entries()) {
          const beginning = beginnings[index] ?? ""
          assert.match(beginning, /^12:00[ *]/)
          // It begins with its author, if it has one.
          assert.equal(/^12:00[ *]\[/.test(beginning), entry._tag === "Said", beginning)
          if (entry._tag === "Said" && entry.from === "Bob") assert.match(beginning, /^12:00[ *]\[Bob\]/)
        }
        assert.equal(texts.length, entries.length)
        emulator.dispose()
      }),
      { numRuns: 300 }
    )
  })
})
