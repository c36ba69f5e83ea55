import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import * as Grapheme from "../../../src/Client/Terminal/Grapheme.ts"
import * as LineEditor from "../../../src/Client/Terminal/LineEditor.ts"

/** A line with `|` for the cursor. */
const make = (line: string): LineEditor.LineEditor => {
  const [before = "", after = ""] = line.split("|")
  return LineEditor.split(LineEditor.empty, before, after)
}

const show = ({ after, before }: LineEditor.LineEditor) => `${before.join("")}|${after.join("")}`

const press = (line: string | LineEditor.LineEditor, ...keys: ReadonlyArray<string>): LineEditor.LineEditor =>
  keys.reduce(
    (editor, key) => LineEditor.press(editor, key) ?? assert.fail(`${key} is no key of the line`),
    typeof line === "string" ? make(line) : line
  )

describe("press", () => {
  const cases = [
    ["C-a goes to the start", "one two|", ["C-a"], "|one two"],
    ["C-e goes to the end", "|one two", ["C-e"], "one two|"],
    ["C-b and C-f go by a character", "ab|c", ["C-b", "C-b", "C-f"], "a|bc"],
    ["C-b stays at the start", "|a", ["C-b"], "|a"],
    ["C-f stays at the end", "a|", ["C-f"], "a|"],
    ["M-b goes before a word", "one two, |", ["M-b"], "one |two, "],
    ["M-f goes behind a word", "|  one two", ["M-f"], "  one| two"],
    ["Backspace takes one character, of whatever parts", "a👨‍👩‍👧|b", ["Backspace"], "a|b"],
    ["C-d takes the one behind the cursor", "a|e\u0301b", ["C-d"], "a|b"],
    ["C-k kills to the end", "one| two", ["C-k"], "one|"],
    ["C-u kills to the start", "one| two", ["C-u"], "| two"],
    ["C-w kills back to a space", "one two/three |x", ["C-w"], "one |x"],
    ["M-Backspace kills a word back", "one two/three|", ["M-Backspace"], "one two/|"],
    ["M-d kills a word ahead", "one| two three", ["M-d"], "one| three"],
    ["C-y brings back what was killed", "one two|", ["C-w", "C-a", "C-y"], "two|one "],
    ["kills in a row come back as one", "one two three|", ["C-w", "C-w", "C-y"], "one two three|"],
    ["kills ahead in a row come back as one", "|one two three", ["M-d", "M-d", "C-e", "C-y"], " threeone two|"],
    ["M-y takes the kill before", "one two|", ["C-w", "Left", "C-u", "C-y", "M-y"], "two| "],
    ["C-t swaps two characters and goes on", "a|bc", ["C-t"], "ba|c"],
    ["C-t at the end swaps the last two", "abc|", ["C-t"], "acb|"],
    ["C-t of one character is nothing", "a|", ["C-t"], "a|"]
  ] as const

  for (const [behaviour, before, keys, after] of cases) {
    it(behaviour, () => assert.equal(show(press(before, ...keys)), after))
  }

  it("knows the keys by their other names", () => {
    assert.equal(show(press("one two|", "Home", "Right", "Delete", "C-Right", "End", "Left", "C-Left")), "oe |two")
  })

  it("does not know other keys", () => assert.equal(LineEditor.press(LineEditor.empty, "C-c"), undefined))

  it("keeps the text in whole characters, whatever is pressed", () => {
    const keys = fc.constantFrom(
      ..."C-a C-e C-b C-f M-b M-f Backspace C-d C-k C-u C-w M-Backspace M-d C-y M-y C-t Home Delete C-Left".split(" ")
    )
    const texts = fc.constantFrom("a", " ", "聊天", "e\u0301", "👨‍👩‍👧", "\u0301", "🇩🇪", "x y")
    fc.assert(
      fc.property(fc.array(fc.oneof(keys, texts), { maxLength: 60 }), (steps) => {
        let editor = LineEditor.empty
        for (const step of steps) editor = LineEditor.press(editor, step) ?? LineEditor.insert(editor, step)
        for (const cluster of [...editor.before, ...editor.after]) assert.notEqual(cluster, "")
        for (const side of [editor.before, editor.after]) {
          for (const cluster of side) assert.equal(Grapheme.clusters(cluster).length, 1)
        }
      })
    )
  })
})

describe("insert", () => {
  it("puts a mark onto the character before the cursor", () => {
    const editor = LineEditor.insert(make("e|x"), "\u0301")
    assert.deepEqual([editor.before, editor.after], [["e\u0301"], ["x"]])
  })

  it("lets nothing in that drives a terminal", () => {
    assert.equal(LineEditor.text(LineEditor.insert(LineEditor.empty, "a\u009b2J\u202e")), "a?2J?")
  })

  it("does not let the line grow beyond its bound", () => {
    const full = LineEditor.insert(make("|z"), "x".repeat(2 * LineEditor.MAX_LENGTH))
    assert.equal(full.before.length + full.after.length, LineEditor.MAX_LENGTH)
    assert.equal(LineEditor.text(LineEditor.insert(full, "y")), LineEditor.text(full))
  })
})
