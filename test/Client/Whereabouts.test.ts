import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import * as Incoming from "../../src/Client/Incoming.ts"
import * as Whereabouts from "../../src/Client/Whereabouts.ts"
import { ByteString } from "../../src/Domain/ByteString.ts"
import { ChannelExists, NoChannelExists } from "../../src/Domain/ChatError.ts"
import * as Reply from "../../src/Protocol/Reply.ts"

const refused = (move: Whereabouts.Move) =>
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
    const to = (channel: string): Whereabouts.Move => ({ _tag: "Join", channel: ByteString(channel) })
    const two = Whereabouts.moved(Whereabouts.moved(Whereabouts.nowhere, to("a")), to("b"))
    assert.equal(Whereabouts.channel(two), "b")
    assert.equal(Whereabouts.channel(Whereabouts.answered(two, refused(to("b")))), "a")
    assert.equal(Whereabouts.channel(Whereabouts.answered(two, refused(to("c")))), "b")
  })

  it("is at last where the server has the client, whatever was sent before the answers came", () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), fc.array(fc.boolean()), (moves, early) => {
        const channels = new Set<string>()
        let actual: string | undefined
        let believed = Whereabouts.nowhere
        const answers: Array<Incoming.Incoming> = []
        for (const [index, move] of moves.entries()) {
          believed = Whereabouts.moved(believed, move)
          if (channels.has(move.channel) === (move._tag === "Join")) {
            channels.add(move.channel)
            actual = move.channel
          } else answers.push(refused(move))
          if (early[index]) for (const answer of answers.splice(0)) believed = Whereabouts.answered(believed, answer)
        }
        for (const answer of answers) believed = Whereabouts.answered(believed, answer)
        assert.equal(Whereabouts.channel(believed), actual)
      })
    )
  })
})
