import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import * as Reply from "../../../src/Dialect/Frames/Reply.ts"
import { ByteString } from "../../../src/Domain/ByteString.ts"
import type { ChannelName } from "../../../src/Domain/ChannelName.ts"
import * as ChatError from "../../../src/Domain/ChatError.ts"

describe("describe", () => {
  it("fills the constants with an error's data", () => {
    assert.equal(
      Reply.describe(new ChatError.NoChannelExists({ channel: "tas" })),
      "No channel named tas exists. Try '/create tas'?"
    )
    assert.equal(Reply.describe(new ChatError.CannotConnect({ host: "h", port: "1" })), "Unable to connect to h:1")
  })

  it("has an error text for the longest channel name that fits a frame", () => {
    const channel = "c".repeat(64)
    for (const error of [new ChatError.NoChannelExists({ channel }), new ChatError.ChannelExists({ channel })]) {
      assert.ok(Reply.refusal(error).length <= 200)
    }
  })
})

describe("list", () => {
  it("has no text for no channels", () => {
    assert.deepEqual(Reply.addToList(ByteString(""), []), [[], ""])
  })

  it("packs the names in order, a newline between two, as many to a frame as fit, in however many pages they come", () => {
    const name = fc.stringMatching(/^[!-~]{1,64}$/).map((text) => ByteString(text) as ChannelName)
    fc.assert(
      fc.property(fc.array(name, { maxLength: 60 }), fc.nat(60), (names, cut) => {
        const [first, begun] = Reply.addToList(ByteString(""), names.slice(0, cut))
        const [second, last] = Reply.addToList(begun, names.slice(cut))
        const texts = [...first, ...second, ...(last === "" ? [] : [last])]
        assert.deepEqual(
          texts.flatMap((text) => text.split("\n")),
          names
        )
        texts.forEach((text, index) => {
          assert.ok(text.length <= 200)
          const next = texts[index + 1]?.split("\n")[0]
          if (next !== undefined) assert.ok(text.length + 1 + next.length > 200, "one more would have fitted")
        })
      })
    )
  })
})
