import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import { type RateLimit, TokenBucket } from "../../src/Server/TokenBucket.ts"

const limit: fc.Arbitrary<RateLimit> = fc.record({
  perSecond: fc.integer({ min: 1, max: 10_000 }),
  burst: fc.integer({ min: 1, max: 1000 })
})

/** Milliseconds that pass, and how much is tried to be spent after them. */
const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 50 })), { maxLength: 60 })

describe("a token bucket", () => {
  it("lets no more through, in any time, than the burst and what the time brings", () =>
    fc.assert(
      fc.property(limit, steps, (limit, steps) => {
        const bucket = new TokenBucket(limit, 0)
        const spentAt: Array<number> = []
        let now = 0
        for (const [passed, wanted] of steps) {
          now += passed
          bucket.refill(now)
          for (let count = 0; count < wanted && !bucket.isEmpty; count++) {
            bucket.spend()
            spentAt.push(now)
          }
        }
        spentAt.forEach((start, index) => {
          const since = spentAt.slice(index)
          since.forEach((end, count) => {
            assert.ok(count + 1 <= limit.burst + ((end - start) * limit.perSecond) / 1000 + 1e-6)
          })
        })
      })
    ))

  it("is empty for exactly as long as it says", () =>
    fc.assert(
      fc.property(limit, fc.integer({ min: 0, max: 300 }), (limit, debt) => {
        const bucket = new TokenBucket(limit, 0)
        for (let count = 0; count < limit.burst + debt; count++) bucket.spend()
        const { delay } = bucket
        bucket.refill(delay - 1)
        assert.equal(bucket.isEmpty, true)
        const other = new TokenBucket(limit, 0)
        for (let count = 0; count < limit.burst + debt; count++) other.spend()
        other.refill(delay + 1)
        assert.equal(other.isEmpty, false)
      })
    ))
})
