import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import * as Incoming from "../../../src/Client/Incoming.ts"
import * as CurrentChannel from "../../../src/Client/Terminal/CurrentChannel.ts"
import * as Reply from "../../../src/Dialect/Frames/Reply.ts"
import { ByteString } from "../../../src/Domain/ByteString.ts"
import { ChannelExists, NoChannelExists } from "../../../src/Domain/ChatError.ts"

const refused = (move: CurrentChannel.Move) =>
  Incoming.parse(
    Buffer.from(
      Reply.describe(
        move._tag === "Join"
          ? new NoChannelExists({ channel: move.channel })
          : new ChannelExists({ channel: move.channel })
      ),
      "latin1"
    )
  )

const move = fc.record({
  _tag: fc.constantFrom("Join" as const, "Create" as const),
  channel: fc.constantFrom("a", "b", "c").map((name) => ByteString(name))
})

describe("channel", () => {
  it("is believed to be where the last command leads, and taken back by an error about that channel", () => {
    const to = (channel: string): CurrentChannel.Move => ({ _tag: "Join", channel: ByteString(channel) })
    const two = CurrentChannel.afterSending(CurrentChannel.afterSending(CurrentChannel.nowhere, to("a")), to("b"))
    assert.equal(CurrentChannel.channel(two), "b")
    assert.equal(CurrentChannel.channel(CurrentChannel.afterAnswer(two, refused(to("b")))), "a")
    assert.equal(CurrentChannel.channel(CurrentChannel.afterAnswer(two, refused(to("c")))), "b")
  })

  it("is at last where the server has the client, whatever was sent before the answers came", () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), fc.array(fc.boolean()), (moves, early) => {
        const channels = new Set<string>()
        let actual: string | undefined
        let believed = CurrentChannel.nowhere
        const answers: Array<Incoming.Incoming> = []
        for (const [index, move] of moves.entries()) {
          believed = CurrentChannel.afterSending(believed, move)
          if (channels.has(move.channel) === (move._tag === "Join")) {
            channels.add(move.channel)
            actual = move.channel
          } else answers.push(refused(move))
          if (early[index])
            for (const answer of answers.splice(0)) believed = CurrentChannel.afterAnswer(believed, answer)
        }
        for (const answer of answers) believed = CurrentChannel.afterAnswer(believed, answer)
        assert.equal(CurrentChannel.channel(believed), actual)
      })
    )
  })
})
