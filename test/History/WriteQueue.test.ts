import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import { type ChannelEvent, last } from "../../src/Domain/ChannelEvent.ts"
import { unpack } from "../../src/History/Block.ts"
import { WriteQueue } from "../../src/History/WriteQueue.ts"
import { message } from "../support/journalContract.ts"

const text = new Uint8Array(750)

/** Bounds for what an event with that text takes, and a gap. */
const SIZE = 1000
const GAP = 100

describe("a write queue", () => {
  it("hands on every event or a gap in its place, in order, within its bound", () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ channel: fc.integer({ min: 0, max: 2 }) }) },
      fc.record({ write: fc.integer({ min: 1, max: 6 }), succeeds: fc.boolean() })
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new WriteQueue<number>(4 * SIZE)
        const heads = [0, 0, 0]
        const written: Array<Array<ChannelEvent>> = [[], [], []]
        const write = (most: number) => {
          const taken = queue.take(most)
          queue.drop(taken.length)
          for (const { block, log } of taken) written[log]?.push(...unpack(block))
        }
        let lost = 0
        for (const step of steps) {
          if ("channel" in step) {
            const n = (heads[step.channel] ?? 0) + 1
            heads[step.channel] = n
            if (!queue.append(step.channel, message(n, text))) lost++
            const waiting = Array.from(queue.of(), ({ block }) => block)
            const gaps = waiting.filter(({ events }) => events === undefined).length
            const size = waiting.reduce((size, { events }) => size + (events?.length ?? 0), 0)
            assert.ok(size + gaps * GAP < 5 * SIZE + heads.length * GAP)
          } else if (step.succeeds) write(step.write * SIZE)
          else {
            queue.take(step.write * SIZE)
            queue.mergeGaps()
          }
        }
        write(Number.POSITIVE_INFINITY)
        assert.ok(queue.isEmpty && Array.from(queue.of()).length === 0)
        let missing = 0
        for (const [log, events] of written.entries()) {
          let next = 1
          for (const event of events) {
            assert.equal(event.n, next)
            next = last(event) + 1
            if (event._tag === "Gap") missing += next - event.n
          }
          assert.equal(next, (heads[log] ?? 0) + 1)
        }
        assert.equal(missing, lost)
      })
    )
  })
})
