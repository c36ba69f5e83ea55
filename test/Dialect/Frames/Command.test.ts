import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import * as Command from "../../../src/Dialect/Frames/Command.ts"

const parse = (text: string) => Either.merge(Command.parse(Buffer.from(text, "latin1")))

describe("parse", () => {
  it("knows the three commands", () => {
    assert.deepEqual(parse("/list"), { _tag: "List" })
    assert.deepEqual(parse("/create a"), { _tag: "Create", channel: "a" })
    assert.deepEqual(parse("/join a"), { _tag: "Join", channel: "a" })
  })

  it("ignores words after /list", () => {
    assert.deepEqual(parse("/list all of them"), { _tag: "List" })
  })

  it("trims blanks and tabs at both ends of the argument and keeps those inside", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[ \t]{1,5}$/),
        fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/),
        (blanks, channel) => {
          assert.deepEqual(parse(`/join${blanks}${channel}${blanks}`), { _tag: "Join", channel })
        }
      )
    )
  })

  it("takes bytes beyond ASCII that other tools trim for a part of the name", () => {
    assert.deepEqual(parse("/join \xa0"), { _tag: "Join", channel: "\xa0" })
  })

  it("misses an argument", () => {
    assert.equal(parse("/create")._tag, "CreateRequiresArgument")
    assert.equal(parse("/create  \t ")._tag, "CreateRequiresArgument")
    assert.equal(parse("/join")._tag, "JoinRequiresArgument")
  })

  it("takes every other first word for an invalid control message, with its slash", () => {
    for (const [text, word] of [
      ["/", "/"],
      ["/ join", "/"],
      ["/joinfoo bar", "/joinfoo"],
      ["/JOIN a", "/JOIN"],
      ["//", "//"]
    ]) {
      const error = parse(text as string)
      assert.ok(error._tag === "InvalidControlMessage" && error.word === word)
    }
  })

  it("takes channel names of 64 bytes and no longer ones", () => {
    assert.equal(parse(`/create ${"c".repeat(64)}`)._tag, "Create")
    assert.equal(parse(`/create ${"c".repeat(65)}`)._tag, "ChannelNameTooLong")
  })
})
