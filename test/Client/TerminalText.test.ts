import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import * as Grapheme from "../../src/Client/Terminal/Grapheme.ts"
import { visible, visibleBytes } from "../../src/Client/TerminalText.ts"

describe("visible", () => {
  it("lets nothing through that drives a terminal or hides between letters", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.uint8Array().map(visibleBytes)), (text) => {
        assert.doesNotMatch(
          visible(text),
          /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u00ad]/u
        )
      })
    )
  })

  it("keeps what people write", () => {
    const texts = ["Zoë 你好 👋🏽 e\u0301", "👨‍👩‍👧 ❤️ 1️⃣ 🇩🇪", "می\u200cخواهم", "क्\u200dष", "Việt ước", "שלום", "“…” — ½"]
    for (const text of texts) assert.equal(visible(text), text)
  })

  it("shows that something invisible was there", () => {
    const hidden = ["Al\u200bice", "Al\u200dice", "Alice\u00ad", "\u2800", "\u3164", "a\ufe0f", "\u{e0041}", "\ufff9"]
    assert.deepEqual(hidden.map(visible), ["Al?ice", "Al?ice", "Alice?", "?", "?", "a?", "?", "?"])
  })

  it("lets no marks grow over other rows, nor combine with what is before the text", () => {
    assert.equal(visible(`a${"\u0301".repeat(100)}b`), `a${"\u0301".repeat(6)}?b`)
    assert.equal(visible("\u0301a \u0301"), "?a ?")
  })

  it("makes spaces of all widths a plain space", () => assert.equal(visible("a\tb\u00a0c\u200ad"), "a b c d"))

  it("is visible already, once it has been made so", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => assert.equal(visible(visible(text)), visible(text))))
  })

  it("leaves no character without a cell", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        for (const cluster of Grapheme.clusters(visible(text))) assert.ok(Grapheme.cells(cluster) > 0)
      })
    )
  })
})
