import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import * as Lines from "../../src/Client/Lines.ts"

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1")

describe("feed", () => {
  it("finds the same lines of bytes however the input is split", () => {
    const chunk = fc
      .array(fc.oneof(fc.constant(0x0a), fc.integer({ min: 0, max: 255 })), { maxLength: 30 })
      .map((values) => Uint8Array.from(values))
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 20 }), (chunks) => {
        const lines: Array<string> = []
        let pending = Lines.empty
        for (const chunk of chunks) {
          const [rest, found] = Lines.feed(pending, chunk)
          lines.push(...found.map(latin1))
          pending = rest
        }
        lines.push(...Lines.last(pending).map(latin1))
        const expected = Buffer.concat(chunks).toString("latin1").split("\n")
        if (expected.at(-1) === "") expected.pop()
        assert.deepEqual(lines, expected)
      })
    )
  })
})
