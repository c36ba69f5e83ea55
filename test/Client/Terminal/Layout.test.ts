import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import * as Grapheme from "../../../src/Client/Terminal/Grapheme.ts"
import * as Layout from "../../../src/Client/Terminal/Layout.ts"
import { span } from "../../../src/Client/Terminal/Style.ts"
import { visible } from "../../../src/Client/TerminalText.ts"

const text = (row: Layout.Row) => row.map(({ text }) => text).join("")
const wrapped = (line: string, width: number, indent: number) => Layout.wrap([span(line)], width, indent).map(text)

const anyText = fc
  .array(fc.constantFrom("a", "word", " ", "  ", "聊天", "👨‍👩‍👧", "e\u0301", "[Ann] "), { maxLength: 40 })
  .map((parts) => visible(parts.join("")))

describe("wrap", () => {
  it("breaks between words where it can, and indents the rows after the first", () => {
    assert.deepEqual(wrapped("one two three four", 10, 2), ["one two ", "  three ", "  four"])
    assert.deepEqual(wrapped("abcdefghijkl", 5, 1), ["abcde", " fghi", " jkl"])
    assert.deepEqual(wrapped("聊天聊天", 5, 1), ["聊天", " 聊天"])
    assert.deepEqual(wrapped("", 5, 1), [""])
  })

  it("loses nothing but spaces where it breaks, fits the width, and begins no row but the first with text", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 40 }), fc.integer({ min: 1, max: 12 }), (line, width, indent) => {
        const rows = wrapped(line, width, indent)
        assert.equal(rows.join("").replaceAll(" ", ""), line.replaceAll(" ", ""))
        for (const [index, row] of rows.entries()) {
          if (index > 0) assert.ok(row.startsWith(" "))
          // One wide character may be wider than what the indent leaves; the screen cuts it.
          assert.ok(Grapheme.width(row) <= Math.max(width, Math.min(indent, Math.floor(width / 2)) + 2))
        }
      })
    )
  })
})

describe("place", () => {
  it("draws the cursor on what is behind it, or on a space, in a row with room for it", () => {
    fc.assert(
      fc.property(anyText, anyText, fc.integer({ min: 2, max: 30 }), (before, after, width) => {
        const { row, rows } = Layout.place([span(before, "bold")], [span(after)], width)
        assert.equal(rows.map(text).join(""), before + (after === "" ? " " : after))
        const cursors = rows.flatMap((spans, index) => spans.filter(({ style }) => style === "cursor").map(() => index))
        assert.deepEqual(cursors, [row])
        const drawn = rows[row] ?? []
        const ahead = drawn.slice(
          0,
          drawn.findIndex(({ style }) => style === "cursor")
        )
        assert.equal([...rows.slice(0, row), ahead].map(text).join(""), before)
        for (const spans of rows) assert.ok(Grapheme.width(text(spans)) <= width)
      })
    )
  })
})
