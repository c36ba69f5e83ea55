import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import { hasMention, KEPT, mentions, merge, take, trim, unread } from "../../page/Log.ts"
import { emptyChannel } from "../../page/Model.ts"
import type { ChatEvent } from "../../src/Dialect/Web/Protocol.ts"

const said = (n: number, text = `${n}`, by = "bob"): ChatEvent => ({ n, at: 0, type: "message", by, from: by, text })
const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => said(from + index))

const numbers = (events: ReadonlyArray<ChatEvent>) => events.map(({ n }) => n)

describe("a channel's log", () => {
  it("puts any events in their order, each once", () => {
    const some = fc.uniqueArray(fc.integer({ min: 1, max: 30 }))
    fc.assert(
      fc.property(some, some, (one, other) => {
        const sort = (numbers: ReadonlyArray<number>) => [...new Set(numbers)].sort((a, b) => a - b)
        const events = (numbers: ReadonlyArray<number>) => sort(numbers).map((n) => said(n))
        assert.deepEqual(numbers(merge(events(one), events(other))), sort([...one, ...other]))
      })
    )
  })

  it("takes the next event alone: what is known is dropped, and a hole ends it", () => {
    const channel = emptyChannel("lab", { last: 3, events: run(1, 3) })
    const next = take(channel, [said(2), said(3), said(4)])
    assert.deepEqual([numbers(next.fresh), next.hasHole, next.channel.last], [[4], false, 4])
    const hole = take(channel, [said(4), said(6)])
    assert.deepEqual([numbers(hole.fresh), hole.hasHole, hole.channel.last], [[4], true, 4])
    const gap = take(channel, [{ n: 4, at: 0, type: "gap", to: 9 }, said(10)])
    assert.deepEqual([gap.hasHole, gap.channel.last], [false, 10])
  })

  it("strikes one's own message when it comes back", () => {
    const outgoing = ["one", "two"].map((id) => ({ id, text: id, at: 0, failure: undefined }))
    const { channel } = take(emptyChannel("lab", { outgoing }), [{ ...said(1), id: "one" } as ChatEvent])
    assert.deepEqual(
      channel.outgoing.map(({ id }) => id),
      ["two"]
    )
  })

  it("knows who is there from the events after those that the server has counted", () => {
    const channel = emptyChannel("lab", { members: new Map([["a", "Ann"]]), membersAt: 2, last: 0 })
    const who = (n: number, type: "joined" | "left", by: string): ChatEvent => ({ n, at: 0, type, by, from: by })
    const { members } = take(channel, [who(1, "left", "a"), who(2, "joined", "a"), who(3, "joined", "b")]).channel
    assert.deepEqual([...members.keys()], ["a", "b"])
  })

  it("lets go of the oldest, some hundred at a time", () => {
    assert.equal(trim(run(1, KEPT + 200)).length, KEPT + 200)
    assert.deepEqual(numbers(trim(run(1, KEPT + 201))).slice(0, 1), [202])
  })

  it("counts what others have said since one has read", () => {
    const channel = emptyChannel("lab", { events: [...run(1, 3), said(4, "mine", "me"), said(5)], read: 2 })
    assert.equal(unread(channel, "me"), 2)
  })
})

describe("a mention", () => {
  it.each([
    ["Ann: look", true],
    ["look, ANN!", true],
    ["Annabel", false],
    ["Hannah and ann2", false],
    ["@ann", true]
  ])("%s", (text, expected) => {
    assert.equal(mentions(text, "Ann"), expected)
  })

  it("counts while it is unread, and somebody else's", () => {
    const channel = emptyChannel("lab", { events: [said(1, "Ann"), said(2, "Ann", "me")], read: 0 })
    assert.equal(hasMention(channel, "me", "Ann"), true)
    assert.equal(hasMention({ ...channel, read: 1 }, "me", "Ann"), false)
    assert.equal(mentions("anything", ""), false)
  })
})
