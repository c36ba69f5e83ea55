import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import { ByteString } from "../../src/Domain/ByteString.ts"
import type { AuthorId, ChannelEvent, MessageId } from "../../src/Domain/ChannelEvent.ts"
import type { ClientName } from "../../src/Domain/ClientName.ts"
import { MOST_EVENTS, Packer, unpack } from "../../src/History/Block.ts"
import { plain } from "../support/journalContract.ts"

const bytes = fc.uint8Array({ maxLength: 300 })
const name = fc.uint8Array({ minLength: 1, maxLength: 190 }).map((name) => Buffer.from(name).toString("latin1"))
const author = fc.record({
  by: fc.constantFrom("run-1", "run-2", "x".repeat(64)).map((id) => id as AuthorId),
  from: name.map((text) => ByteString(text) as ClientName)
})
const id = fc.option(
  fc.stringMatching(/^[!-~]{0,64}$/).map((text) => text as MessageId),
  { nil: undefined }
)
const kind = fc.oneof(
  fc.record({ _tag: fc.constant("Message" as const), text: bytes, id }),
  fc.record({ _tag: fc.constantFrom("Joined" as const, "Left" as const) }),
  fc.record({ _tag: fc.constant("Topic" as const), text: bytes })
)
/** A few authors, so that one often follows on itself; times that stand, pass, leap and go back. */
const events = fc
  .array(author, { minLength: 1, maxLength: 3 })
  .chain((authors) =>
    fc.array(
      fc.tuple(kind, fc.constantFrom(...authors), fc.oneof(fc.constant(0), fc.integer({ min: -5e4, max: 9e15 / 1e4 }))),
      { minLength: 1, maxLength: 60 }
    )
  )

/** As one reads it: without an id that is none. */
const shown = (event: ChannelEvent) => JSON.stringify(plain(event))

describe("a block", () => {
  it("gives back the events that were packed, whatever their bytes, authors and times", () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 2 ** 52 }), (drawn, first) => {
        let at = 1_700_000_000_000
        const packed: Array<Exclude<ChannelEvent, { readonly _tag: "Gap" }>> = drawn.map(
          ([kind, author, passed], place) => {
            at += passed
            return { ...kind, n: first + place, at, ...author }
          }
        )
        const packer = new Packer(first, packed[0]?.at ?? 0)
        for (const event of packed) packer.add(event)
        const { block } = packer
        assert.deepEqual(
          [block.first, block.last, block.at, block.until],
          [first, first + packed.length - 1, packed[0]?.at, packed.at(-1)?.at]
        )
        const sorted = (event: ChannelEvent) => Object.fromEntries(Object.entries(plain(event)).sort())
        assert.deepEqual(
          unpack(block).map((event) => JSON.stringify(sorted(event))),
          packed.map((event) => JSON.stringify(sorted(event)))
        )
        const even = unpack(block, (place) => place % 2 === 0)
        assert.deepEqual(
          even.map(shown),
          unpack(block)
            .filter((_, place) => place % 2 === 0)
            .map(shown)
        )
      })
    )
  })

  it("is full at its most events, or when it is large", () => {
    const author = { by: "run-1" as AuthorId, from: "Ann" as ClientName }
    const small = new Packer(1, 0)
    for (let n = 1; n <= MOST_EVENTS; n++) {
      assert.equal(small.isFull, false)
      small.add({ _tag: "Joined", n, at: 0, ...author })
    }
    assert.equal(small.isFull, true)
    const large = new Packer(1, 0)
    large.add({ _tag: "Message", n: 1, at: 0, ...author, text: new Uint8Array(40_000) })
    assert.equal(large.isFull, true)
    assert.equal(unpack(large.block).length, 1)
  })
})
