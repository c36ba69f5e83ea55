import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import * as Outgoing from "../../src/Client/Outgoing.ts"
import { nameOf } from "../support/Settings.ts"

const zed = nameOf("Zed")

const texts = (line: string | Uint8Array): ReadonlyArray<string> =>
  Either.getOrThrow(Outgoing.frames(Buffer.from(line), zed)).map((frame) => {
    assert.equal(frame.length, 200)
    return Buffer.from(frame).toString("latin1").replace(/ +$/, "")
  })

describe("frames", () => {
  it("makes one frame of every line that fits, without what ends it", () => {
    assert.deepEqual(texts("/join tas  \r"), ["/join tas"])
    assert.deepEqual(texts(""), [""])
    assert.deepEqual(texts("x".repeat(200)), ["x".repeat(200)])
    assert.deepEqual(texts(`hello${" ".repeat(300)}`), ["hello"])
  })

  it("makes several of a longer text, loses nothing and begins none but the first with a slash", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z /]{200,900}[a-z]$/), (line) => {
        const pieces = texts(line)
        assert.ok(pieces.length > 1)
        for (const piece of pieces.slice(1)) assert.ok(!piece.startsWith("/"))
        assert.equal(pieces.join("").replaceAll(" ", ""), line.replaceAll(" ", ""))
      })
    )
  })

  it("cuts a longer text so that a receiver gets each piece whole behind the name, at a blank that is dropped", () => {
    const words = Array.from({ length: 120 }, (_, index) => `word${index}`).join(" ")
    for (const name of ["Z", "Zed", "n".repeat(64)].map(nameOf)) {
      const pieces = Either.getOrThrow(Outgoing.frames(Buffer.from(words), name)).map((frame) =>
        Buffer.from(frame).toString().trimEnd()
      )
      assert.equal(pieces.join(" "), words)
      const room = 200 - `[${name}] `.length
      for (const piece of pieces) assert.ok(piece.length <= room, piece)
      for (const piece of pieces.slice(0, -1)) assert.ok(piece.length > room - 8, piece)
    }
  })

  it("keeps the other blanks of a run, and a continuation that begins with a slash is no command", () => {
    const [first = "", second = ""] = texts(`${"x".repeat(190)}    y${"z".repeat(20)}`)
    assert.equal(`${first} ${second}`, `${"x".repeat(190)}    y${"z".repeat(20)}`)
    assert.equal(texts(`${"x".repeat(190)} /quit ${"z".repeat(20)}`)[1], ` /quit ${"z".repeat(20)}`)
  })

  it("puts a space before a continuation of nothing but slashes", () => {
    const pieces = texts(`a${"/".repeat(450)}`)
    assert.ok(pieces.slice(1).every((piece) => piece.startsWith(" /")))
    assert.equal(pieces.join("").replaceAll(" ", ""), `a${"/".repeat(450)}`)
  })

  it("does not cut a character", () => {
    const line = "你好".repeat(100)
    const pieces = texts(line).map((piece) => Buffer.from(piece, "latin1").toString())
    assert.equal(pieces.join(""), line)
  })

  it("refuses a command that does not fit", () => {
    assert.ok(Either.isLeft(Outgoing.frames(Buffer.from(`/create ${"c".repeat(193)}`), zed)))
    assert.ok(Either.isRight(Outgoing.frames(Buffer.from(`/create ${"c".repeat(192)}`), zed)))
  })
})
