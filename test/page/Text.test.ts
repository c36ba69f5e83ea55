import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import * as Text from "../../page/Text.ts"

/** The parts of a line, links in brackets and code in bars. */
const shown = (text: string) =>
  Text.line(text)
    .map((part) => (part._tag === "Link" ? `[${part.href}]` : part._tag === "Code" ? `|${part.text}|` : part.text))
    .join("")

describe("what somebody typed, as parts", () => {
  it.each([
    ["see https://a.example/b?c=1#d.", "see [https://a.example/b?c=1#d]."],
    ["(https://a.example/x)", "([https://a.example/x])"],
    ["https://a.example/wiki/X_(y)", "[https://a.example/wiki/X_(y)]"],
    ["mailto:ann@example.org!", "[mailto:ann@example.org]!"],
    ["javascript:alert(1) data:text/html,x", "javascript:alert(1) data:text/html,x"],
    ["https:// and xhttps://y", "https:// and xhttps://y"],
    ["run `npm test` now", "run |npm test| now"],
    ["`https://a.example` is code", "|https://a.example| is code"],
    ["one ` alone", "one ` alone"],
    ["<b onclick=1>", "<b onclick=1>"]
  ])("%s", (text, expected) => {
    assert.equal(shown(text), expected)
  })

  it("has fences, and a fence that does not end is none", () => {
    assert.deepEqual(Text.blocks("a\n```js\nx < y\n\n```\nb"), [
      { _tag: "Line", parts: [{ _tag: "Text", text: "a" }] },
      { _tag: "Fence", text: "x < y\n" },
      { _tag: "Line", parts: [{ _tag: "Text", text: "b" }] }
    ])
    assert.equal(Text.blocks("```\nx").length, 2)
  })

  it("loses nothing of any text, and shows what would control a screen", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const parts = Text.blocks(text).flatMap((block) => (block._tag === "Line" ? block.parts : []))
        for (const part of parts) assert.equal(Text.visible(part.text), part.text)
        const line = text.replaceAll(/[`\n]/g, " ")
        assert.equal(
          Text.line(line)
            .map((part) => part.text)
            .join(""),
          line
        )
      })
    )
    assert.equal(Text.visible("a\u202eb\u0007c\u2028d"), "a\ufffdb\ufffdc\ufffdd")
  })

  it("gives the same person the same hue", () => {
    assert.equal(Text.hueOf("abc"), Text.hueOf("abc"))
    const hues = Array.from({ length: 30 }, (_, index) => Text.hueOf(`3wxhnt50-${index}`))
    // Twelve of twelve thirds of a quarter would be luck; two were once the rule.
    assert.ok(new Set(hues.map((hue) => Math.floor(hue / 30))).size >= 8, String(hues))
  })
})
