import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import { colorOf, paintAll, palette, span } from "../../../src/Client/Terminal/Style.ts"

/** The six levels of the palette's color cube. */
const LEVELS = [0, 95, 135, 175, 215, 255]

/** By WCAG 2. */
const luminance = (color: number): number => {
  const linear = [36, 6, 1].map((place) => {
    const value = (LEVELS[Math.floor((color - 16) / place) % 6] ?? 0) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0)
}

describe("the colours of names", () => {
  it("can be read on a dark ground and on a light one", () => {
    for (const color of palette) {
      const onBlack = (luminance(color) + 0.05) / 0.05
      const onWhite = 1.05 / (luminance(color) + 0.05)
      assert.ok(Math.min(onBlack, onWhite) >= 4, `${color}: ${onBlack} on black, ${onWhite} on white`)
    }
  })

  it("are the same for one name at every start, and all in use", () => {
    assert.deepEqual(["Alice", "Bob", "Panda"].map(colorOf), [64, 63, 27])
    assert.equal(new Set(Array.from({ length: 200 }, (_, index) => colorOf(`user${index}`))).size, palette.length)
  })
})

describe("paintAll", () => {
  it("writes attributes and ends them, or nothing but the text without colours", () => {
    const spans = [span("a", "bold"), span("b"), span("c", 28)]
    assert.equal(paintAll(spans, true), "\u001b[1ma\u001b[0mb\u001b[38;5;28mc\u001b[0m")
    assert.equal(paintAll(spans, false), "abc")
  })
})
