import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import * as ChannelName from "../../src/Domain/ChannelName.ts"

/** The name, or the tag of the error. */
const nameOf = (text: string): string =>
  Either.match(ChannelName.fromText(text), { onLeft: ({ _tag }) => _tag, onRight: (name): string => name })

describe("a channel's name", () => {
  it("has no control character, and no space or tab at its ends, however it is made", () => {
    assert.equal(nameOf("  lab\u001b[2J\none\t"), "lab?[2J?one")
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 100 }),
          fc.string({ unit: "binary", maxLength: 60 }).map((text) => Uint8Array.from(Buffer.from(text)))
        ),
        (bytes) => {
          Either.match(ChannelName.fromWire(bytes), {
            onLeft: ({ _tag }) => assert.ok(_tag === "ChannelNameBlank" || _tag === "ChannelNameTooLong"),
            onRight: (name) => {
              // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
              assert.match(name, /^[^\u0000-\u0008\u000a-\u001f\u007f]{1,64}$/)
              assert.doesNotMatch(name, /^[ \t]|[ \t]$/)
            }
          })
        }
      )
    )
  })

  it("is the same once it has been made", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (bytes) => {
        const once = ChannelName.fromWire(bytes)
        if (Either.isRight(once)) {
          assert.deepEqual(ChannelName.fromWire(Buffer.from(once.right, "latin1")), once)
        }
      })
    )
  })

  it("keeps spaces inside, and bytes at its ends that other tools trim", () => {
    assert.equal(nameOf(" lab  two "), "lab  two")
    assert.equal(Either.getOrThrow(ChannelName.fromWire(Uint8Array.of(0xa0))), "\xa0")
  })

  it("must not be blank, and has at most 64 bytes without what is trimmed", () => {
    assert.deepEqual(["", " \t"].map(nameOf), ["ChannelNameBlank", "ChannelNameBlank"])
    assert.equal(nameOf(` ${"x".repeat(64)} `), "x".repeat(64))
    assert.equal(nameOf("x".repeat(65)), "ChannelNameTooLong")
  })
})
