import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Grapheme from "../../../src/Client/Terminal/Grapheme.ts"

describe("width", () => {
  it("counts cells, and never fewer than a terminal takes that adds up the parts of a character", () => {
    const widths = ["", "abc", "聊天", "e\u0301", "é", "ｆ", "❤️", "👋🏽", "👨‍👩‍👧", "🇩🇪", "한글", "“”", "\u200b"]
    assert.deepEqual(widths.map(Grapheme.width), [0, 3, 4, 1, 1, 2, 2, 4, 6, 2, 4, 2, 0])
  })
})

describe("clusters", () => {
  it("are what a person takes for one character, and together the text", () => {
    const text = "ae\u0301👨‍👩‍👧🇩🇪한"
    assert.equal(Grapheme.clusters(text).length, 5)
    assert.equal(Grapheme.clusters(text).join(""), text)
  })
})
