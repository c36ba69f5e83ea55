import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import { SendQueue } from "../../src/Net/SendQueue.ts"

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("append" as const), size: fc.integer({ min: 0, max: 70_000 }) })
  },
  { weight: 2, arbitrary: fc.constant({ kind: "take" as const, size: 0 }) }
)

describe("what waits for a peer", () => {
  it("comes out as it went in, in blocks of at most 64 KiB, and costs about its bytes", () =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const outbox = new SendQueue()
        const went: Array<Buffer> = []
        const came: Array<Buffer> = []
        const take = () => {
          const block = outbox.take()
          if (block === undefined) return false
          assert.ok(block.length > 0 && block.length <= 64 * 1024)
          came.push(Buffer.from(block))
          return true
        }
        steps.forEach(({ kind, size }, index) => {
          if (kind === "take") return void take()
          const bytes = Buffer.alloc(size, index + 1)
          outbox.append(bytes)
          went.push(Buffer.from(bytes))
          // The bytes may be used again: they have been copied.
          bytes.fill(0)
        })
        const waiting = Buffer.concat(went).length - Buffer.concat(came).length
        assert.equal(outbox.size, waiting)
        while (take());
        assert.equal(outbox.size, 0)
        assert.ok(Buffer.concat(came).equals(Buffer.concat(went)))
      })
    ))
})
