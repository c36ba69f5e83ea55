import assert from "node:assert/strict"
import { isUtf8 } from "node:buffer"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import * as Text from "../../src/Domain/Text.ts"
import * as Utf8 from "../../src/Domain/Utf8.ts"

const utf8 = (text: string) => Uint8Array.from(Buffer.from(text))
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1")

/** Bytes that are often ASCII, often control characters, often parts of UTF-8. */
const anyBytes = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        0x1b,
        0x07,
        0x0a,
        0x7f,
        0x09,
        0x20,
        0x41,
        0xc2,
        0x9b,
        0xe2,
        0x80,
        0xa8,
        0xae,
        0xed,
        0xa0,
        0xf0,
        0x9f
      ),
      fc.integer({ min: 0, max: 255 })
    ),
    { maxLength: 200 }
  )
  .map((values) => Uint8Array.from(values))
const anyText = fc.string({ unit: "binary", maxLength: 100 }).map((text) => utf8(text))

/** The rule of the protocol, said with JavaScript's own UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const controls = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

describe("sanitise", () => {
  it("replaces each control character of a valid UTF-8 text by one question mark", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const expected = Buffer.from(text).toString().replace(controls, "?")
        assert.equal(Buffer.from(Text.sanitise(text)).toString(), expected)
      })
    )
  })

  it("replaces only C0 and DEL in bytes that are not UTF-8, and keeps their number", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        fc.pre(!isUtf8(bytes))
        const expected = [...bytes].map((byte) => ((byte < 0x20 && byte !== 9) || byte === 0x7f ? 0x3f : byte))
        assert.deepEqual([...Text.sanitise(bytes)], expected)
      })
    )
  })

  it("is done after one time, and leaves a clean text alone", () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, anyText), (bytes) => {
        const once = Text.sanitise(bytes)
        assert.deepEqual([...Text.sanitise(once)], [...once])
      })
    )
    const clean = utf8("plain text\twith a tab")
    assert.equal(Text.sanitise(clean), clean)
  })
})

describe("UTF-8", () => {
  it("is told from other bytes as Node tells it", () => {
    fc.assert(fc.property(fc.oneof(anyBytes, anyText), (bytes) => assert.equal(Utf8.isValid(bytes), isUtf8(bytes))))
  })
})

describe("wrap", () => {
  const room = fc.integer({ min: 8, max: 200 })

  it("loses nothing, fits the room, and has one piece for what fits", () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, anyText), room, (text, room) => {
        const pieces = Text.wrap(text, room)
        assert.equal(Buffer.concat(pieces).toString("latin1"), latin1(text))
        assert.ok(pieces.every((piece) => piece.length <= room))
        assert.ok(pieces.length === 1 || pieces.every((piece) => piece.length > 0))
        if (text.length <= room) assert.equal(pieces.length, 1)
      })
    )
  })

  it("cuts a valid UTF-8 text into valid UTF-8", () => {
    fc.assert(
      fc.property(anyText, room, (text, room) => {
        for (const piece of Text.wrap(text, room)) assert.ok(isUtf8(piece))
      })
    )
  })

  it("ends no piece in a space that its receiver would strip, where it can be helped", () => {
    const words = utf8(`${"word  ".repeat(60)}end`)
    for (const piece of Text.wrap(words, 100)) assert.doesNotMatch(latin1(piece), / $/)
  })

  it("cuts at a space in the last third, and not before it", () => {
    assert.deepEqual(Text.wrap(utf8("aaaaaaa bbbb"), 9).map(latin1), ["aaaaaaa", " bbbb"])
    assert.deepEqual(Text.wrap(utf8("aaa bbbbbbbb"), 9).map(latin1), ["aaa bbbbb", "bbb"])
  })
})

describe("cut", () => {
  it("keeps what is avoided from the start of the next piece where it can", () => {
    const text = utf8("http://example")
    const at = Text.cut(text, 6, Text.SLASH)
    assert.equal(latin1(text.subarray(0, at)), "http:".slice(0, 4))
    assert.equal(Text.cut(utf8("a////////"), 5, Text.SLASH), 5)
  })
})
