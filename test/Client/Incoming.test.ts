import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Incoming from "../../src/Client/Incoming.ts"
import * as Reply from "../../src/Dialect/Frames/Reply.ts"
import { ByteString } from "../../src/Domain/ByteString.ts"
import { NoChannelExists } from "../../src/Domain/ChatError.ts"
import { JOIN_REQUIRES_ARGUMENT, NOT_IN_CHANNEL } from "../support/frames.ts"

const parse = (text: string, ...bracketed: ReadonlyArray<string>) =>
  Incoming.parse(Buffer.from(text, "latin1"), bracketed)

describe("parse", () => {
  it("knows a message, its speaker and its exact bytes", () => {
    assert.deepEqual(parse("[Zo\xeb M]  two\xff ]"), { _tag: "Message", from: "Zo\xeb M", text: " two\xff ]" })
    assert.deepEqual(parse("[Ann]"), { _tag: "Message", from: "Ann", text: "" })
  })

  it("knows notices of joining and leaving", () => {
    assert.deepEqual(parse("Ann Lee has joined"), { _tag: "Joined", name: "Ann Lee" })
    assert.deepEqual(parse("Bob has joined has left"), { _tag: "Left", name: "Bob has joined" })
  })

  it("knows the server's answers", () => {
    const text = Reply.describe(new NoChannelExists({ channel: "a (b) $1" }))
    assert.deepEqual(parse(text), { _tag: "NoChannelExists", channel: "a (b) $1", text })
    const tags = [
      "Room lab already exists, so cannot be created.",
      JOIN_REQUIRES_ARGUMENT,
      NOT_IN_CHANNEL,
      "/x is not a valid control message. Valid messages are /create, /list, and /join."
    ].map((answer) => parse(answer)._tag)
    assert.deepEqual(tags, ["ChannelExists", "JoinRequiresArgument", "NotInChannel", "Refused"])
  })

  it("takes everything else for names of channels", () => {
    assert.deepEqual(parse("168_tas"), { _tag: "Listed", lines: ["168_tas"] })
    assert.deepEqual(parse("[Ann] hi\nlab"), { _tag: "Listed", lines: ["[Ann] hi", "lab"] })
  })

  it("attributes to nobody what may be the notice of a name made to look like a message", () => {
    assert.deepEqual(parse("[Ann] hi has joined"), { _tag: "Unattributed", text: "[Ann] hi has joined" })
    assert.equal(parse("[Ann")._tag, "Unattributed")
    assert.equal(parse("[]")._tag, "Unattributed")
  })

  it("knows a name by its brackets once it has been seen", () => {
    assert.deepEqual(parse("[Ann] hi] there", "Ann] hi"), { _tag: "Message", from: "Ann] hi", text: "there" })
    assert.deepEqual(parse("[Ann] hi", "Ann] hi"), { _tag: "Message", from: "Ann", text: ByteString("hi") })
  })
})
