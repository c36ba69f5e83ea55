import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Output } from "../../../src/Check/Program/Output.ts"

const MEBIBYTE = 1024 * 1024

describe("what a program prints", () => {
  it("is kept byte for byte up to a bound, and counted beyond it", () => {
    const output = new Output()
    output.unsafeAdd(Buffer.alloc(MEBIBYTE - 10, "a"))
    output.unsafeAdd(Uint8Array.of(0xff, 0x00))
    assert.equal(output.overflowed, false)
    output.unsafeAdd(Buffer.alloc(100, "b"))
    assert.equal(output.text.length, MEBIBYTE)
    assert.equal(output.text.slice(MEBIBYTE - 10), "\xff\x00bbbbbbbb")
    assert.equal(output.length, MEBIBYTE + 92)
    assert.equal(output.overflowed, true)
  })

  it.effect("is waited for", () =>
    Effect.gen(function* () {
      const output = new Output()
      const waiting = yield* Effect.fork(output.until((text) => text.includes("lo wor")))
      yield* Effect.yieldNow()
      output.unsafeAdd(Buffer.from("hello "))
      yield* Effect.yieldNow()
      assert.equal(waiting.unsafePoll(), null)
      output.unsafeAdd(Buffer.from("world"))
      yield* Fiber.join(waiting)
      yield* output.until((text) => text.length > 0)
    })
  )
})
