import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import { RING, Rings } from "../../../src/Server/Journal/Rings.ts"
import { message } from "../../support/journalContract.ts"

const text = new Uint8Array(750)

/** What an event with that text takes. */
const SIZE = 1000

describe("rings", () => {
  it("hold a run of each channel's last events within the budget, whoever speaks in whatever order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 }), (speakers) => {
        const budget = 10 * SIZE
        const rings = new Rings<number>(budget)
        const heads = [7, 0, 0, 0]
        for (const channel of speakers) {
          heads[channel] = (heads[channel] ?? 0) + 1
          rings.append(channel, message(heads[channel], text))
          let kept = 0
          for (const [other, head] of heads.entries()) {
            const first = rings.first(other) ?? head + 1
            const run = rings.from(other, first) ?? []
            assert.deepEqual(
              run.map(({ n }) => n),
              Array.from({ length: head - first + 1 }, (_, at) => first + at)
            )
            assert.equal(rings.from(other, first - 1), undefined)
            kept += run.length
          }
          assert.ok(kept * SIZE <= budget)
          assert.ok(rings.from(channel, heads[channel])?.length === 1)
        }
      })
    )
  })

  it("take from the channel that has been quiet for longest", () => {
    const rings = new Rings<string>(3 * SIZE)
    for (const channel of ["a", "b", "c"]) rings.append(channel, message(1, text))
    rings.append("a", message(2, text))
    assert.deepEqual([rings.first("a"), rings.first("b"), rings.first("c")], [1, undefined, 1])
  })

  it("hold the last thousand of a channel, through many rounds", () => {
    const rings = new Rings<string>()
    for (let n = 5; n <= 3 * RING + 7; n++) rings.append("a", message(n, `${n}`))
    assert.equal(rings.first("a"), 2 * RING + 8)
    assert.deepEqual(
      rings.from("a", 3 * RING + 5)?.map((event) => "text" in event && Buffer.from(event.text).toString()),
      ["3005", "3006", "3007"]
    )
  })
})
