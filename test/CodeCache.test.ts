import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import * as CodeCache from "../src/CodeCache.ts"

const bytes = (least: number) => fc.uint8Array({ minLength: least, maxLength: 300 })

/** The bytes with one bit of them flipped. */
const flipped = (bytes: Uint8Array, bit: number): Buffer => {
  const copy = Buffer.from(bytes)
  const at = (bit >> 3) % copy.length
  copy[at] = (copy[at] as number) ^ (1 << (bit & 7))
  return copy
}

describe("a code cache", () => {
  it("gives back the code that it was made from, aligned to words", () => {
    fc.assert(
      fc.property(bytes(0), bytes(0), (bundle, code) => {
        const file = CodeCache.pack(bundle, code)
        const found = CodeCache.unpack(bundle, file)
        assert.deepEqual(found, Buffer.from(code))
        assert.equal((found?.byteOffset ?? 0) - file.byteOffset, 8)
      })
    )
  })

  it("gives nothing when any bit of it is flipped", () => {
    fc.assert(
      fc.property(bytes(0), bytes(1), fc.nat(), (bundle, code, bit) => {
        assert.equal(CodeCache.unpack(bundle, flipped(CodeCache.pack(bundle, code), bit)), undefined)
      })
    )
  })

  it("gives nothing for a bundle that has been edited", () => {
    fc.assert(
      fc.property(bytes(1), bytes(0), fc.nat(), (bundle, code, bit) => {
        assert.equal(CodeCache.unpack(flipped(bundle, bit), CodeCache.pack(bundle, code)), undefined)
      })
    )
  })

  it("gives nothing when it is cut short, or longer", () => {
    fc.assert(
      fc.property(bytes(0), bytes(1), fc.nat(), (bundle, code, size) => {
        const file = CodeCache.pack(bundle, code)
        assert.equal(CodeCache.unpack(bundle, file.subarray(0, size % file.length)), undefined)
        assert.equal(CodeCache.unpack(bundle, Buffer.concat([file, Buffer.from([0])])), undefined)
      })
    )
  })
})
