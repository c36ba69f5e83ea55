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

  it("loses nothing when the clock goes back", () => {
    const bucket = new TokenBucket({ perSecond: 10, burst: 5 }, 3_600_000)
    bucket.refill(0)
    for (let count = 0; count < 5; count++) {
      assert.equal(bucket.isEmpty, false)
      bucket.spend()
    }
    bucket.refill(100)
    assert.equal(bucket.isEmpty, false)
  })

  it("has a twentieth of a second's tokens after the delay, or one, and not much sooner", () =>
    fc.assert(
      fc.property(limit, fc.integer({ min: 0, max: 300 }), (limit, debt) => {
        const wanted = Math.max(1, Math.floor(Math.min(limit.burst, limit.perSecond / 20)))
        const tokensAt = (time: (delay: number) => number) => {
          const bucket = new TokenBucket(limit, 0)
          for (let count = 0; count < limit.burst + debt; count++) bucket.spend()
          bucket.refill(time(bucket.delay))
          let tokens = 0
          for (; !bucket.isEmpty; tokens++) bucket.spend()
          return tokens
        }
        assert.ok(tokensAt((delay) => delay + 1) >= wanted)
        assert.ok(tokensAt((delay) => delay - 1 - Math.ceil(1000 / limit.perSecond)) <= wanted)
      })
    ))
})
