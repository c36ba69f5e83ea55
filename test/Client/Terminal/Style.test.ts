import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import { colorOf, paintAll, palettes, span } from "../../../src/Client/Terminal/Style.ts"

type Rgb = readonly [red: number, green: number, blue: number]

/** The six levels of the palette's color cube. */
const LEVELS = [0, 95, 135, 175, 215, 255]

/** A colour of the palette of 256, beyond the first 16. */
const rgbOf = (color: number): Rgb => {
  if (color >= 232) return [8 + 10 * (color - 232), 8 + 10 * (color - 232), 8 + 10 * (color - 232)]
  const level = (place: number) => LEVELS[Math.floor((color - 16) / place) % 6] ?? 0
  return [level(36), level(6), level(1)]
}

/** By WCAG 2. */
const luminance = (color: Rgb): number => {
  const [red = 0, green = 0, blue = 0] = color.map((level) => {
    const value = level / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const contrast = (one: Rgb, other: Rgb): number => {
  const [less = 0, more = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (more + 0.05) / (less + 0.05)
}

const dark = { black: [0, 0, 0], "Solarized dark": [0x00, 0x2b, 0x36], Dracula: [0x28, 0x2a, 0x36] } as const
const light = { white: [255, 255, 255], "Solarized light": [0xfd, 0xf6, 0xe3] } as const

describe("the colours of names and of what is quiet", () => {
  it.each([
    ["dark", dark, 4.5],
    ["light", light, 4.5],
    ["unknown", { ...dark, ...light }, 3.2]
  ] as const)("can be read on a %s background", (which, backgrounds, least) => {
    const { names, quiet } = palettes[which]
    for (const color of [...names, quiet]) {
      for (const [background, rgb] of Object.entries(backgrounds)) {
        const found = contrast(rgbOf(color), rgb)
        assert.ok(found >= least, `${color} on ${background}: ${found}`)
      }
    }
  })

  it("are as many different ones on every background", () => {
    for (const { names } of Object.values(palettes)) assert.equal(new Set(names).size, 12)
  })

  it("are the same for one name at every start, and all in use", () => {
    assert.deepEqual(["Alice", "Bob", "Panda"].map(colorOf), [2, 7, 6])
    assert.equal(new Set(Array.from({ length: 200 }, (_, index) => colorOf(`user${index}`))).size, 12)
  })
})

describe("paintAll", () => {
  it("writes attributes and ends them, or nothing but the text without colours", () => {
    const spans = [span("a", "bold"), span("b"), span("c", 3), span("d", "quiet")]
    assert.equal(paintAll(spans, "dark"), "\u001b[1ma\u001b[0mb\u001b[38;5;77mc\u001b[0m\u001b[38;5;248md\u001b[0m")
    assert.equal(paintAll(spans, "light"), "\u001b[1ma\u001b[0mb\u001b[38;5;22mc\u001b[0m\u001b[38;5;241md\u001b[0m")
    assert.equal(paintAll(spans, "none"), "abcd")
  })
})
