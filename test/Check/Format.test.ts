import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Format from "../../src/Check/Format.ts"
import { frame } from "../../src/Check/Peer/Received.ts"

const shown = (text: string, encoding: BufferEncoding = "utf8") => Format.bytes(Buffer.from(text, encoding))

describe("bytes are shown", () => {
  it("in quotes, with the characters of UTF-8 as they are", () => {
    assert.equal(shown("Grüße, 你好 👋"), `"Grüße, 你好 👋"`)
  })

  it("with what is invisible, ambiguous or no UTF-8 escaped", () => {
    assert.equal(shown(`a\r\n\t"\\`), `"a\\r\\n\\t\\"\\\\"`)
    assert.equal(shown("\x1b[2J\x00\x7f"), `"\\x1b[2J\\x00\\x7f"`)
    assert.equal(shown("caf\xe9", "latin1"), `"caf\\xe9"`)
    assert.equal(shown("a\u202eb\u2028c\u009b"), `"a\\u{202e}b\\u{2028}c\\x9b"`)
  })

  it("with the padding of a frame as a number", () => {
    assert.equal(Format.bytes(frame("hello")), `"hello" + 195 spaces`)
    assert.equal(shown(`hello${"\0".repeat(195)}`), `"hello" + 195 NUL bytes`)
    assert.equal(shown("two  "), `"two  "`)
  })

  it("cut where they are many", () => {
    assert.match(shown("x".repeat(1000)), /^"x{400}" and 600 bytes more$/)
  })

  it("as one line of visible characters, whatever they are", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.uint8Array({ maxLength: 300 }), (bytes) => {
        assert.match(Format.bytes(bytes), /^"[^\p{Cc}\p{Zl}\p{Zp}]*"( \+ \d+ (space|NUL byte)s?)?$/u)
      })
    )
  })
})

it("texts are shown one after the other, none as nothing, many as a number", () => {
  assert.equal(Format.texts([]), "nothing")
  assert.equal(Format.texts(["a", ""]), `"a", ""`)
  assert.match(Format.texts(Array(20).fill("a")), / and 8 more$/)
})

it("a part of a frame is shown with its size", () => {
  assert.equal(Format.partial(Buffer.from("hel")), `"hel", which is 3 bytes and no whole frame of 200`)
})
