import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import { fromBytes } from "../../src/Domain/ByteString.ts"
import * as ClientName from "../../src/Domain/ClientName.ts"

/** The name, or the tag of the error. */
const nameOf = (text: string): string =>
  Either.match(ClientName.fromText(text), { onLeft: ({ _tag }) => _tag, onRight: (name): string => name })

/** Anything that a peer may send for a name: text, bytes, and a good deal of control characters. */
const anything = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  fc.string({ unit: "binary", maxLength: 60 }).map((text) => Uint8Array.from(Buffer.from(text))),
  fc
    .array(fc.constantFrom(0x1b, 0x0a, 0x0d, 0x7f, 0x09, 0x20, 0x41), { maxLength: 70 })
    .map((bytes) => Uint8Array.from(bytes))
)

describe("a client's name", () => {
  it("holds no control character, however it is made", () => {
    assert.equal(nameOf("a\u001b[2Jb\nc"), "a?[2Jb?c")
    fc.assert(
      fc.property(anything, (bytes) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
        const allowed = /^[^\u0000-\u0008\u000a-\u001f\u007f]{1,64}$/
        Either.match(ClientName.fromWire(bytes), {
          onLeft: ({ _tag }) => assert.ok(_tag === "NameBlank" || _tag === "NameTooLong"),
          onRight: (name) => {
            assert.match(name, allowed)
            assert.doesNotMatch(name, /^[ \t]*$/)
          }
        })
      })
    )
  })

  it("is itself where it is good, byte for byte", () => {
    for (const name of ["Scott", " Ann  Lee ", "a\tb", "Alice] hi"]) assert.equal(nameOf(name), name)
    const latin1 = Uint8Array.of(0x5a, 0x6f, 0xeb)
    assert.equal(Either.getOrThrow(ClientName.fromWire(latin1)), fromBytes(latin1))
  })

  it("must not be blank, and has at most 64 bytes", () => {
    assert.deepEqual(["", " \t ", " ".repeat(100)].map(nameOf), ["NameBlank", "NameBlank", "NameBlank"])
    assert.equal(nameOf("x".repeat(64)), "x".repeat(64))
    assert.equal(nameOf("x".repeat(65)), "NameTooLong")
    assert.equal(nameOf("é".repeat(33)), "NameTooLong")
  })

  it("may be as long as the argument of a program can be, and is refused", () => {
    assert.equal(nameOf("x".repeat(1_000_000)), "NameTooLong")
  })
})
