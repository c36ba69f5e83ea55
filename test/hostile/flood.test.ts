/** Who sends faster than the server allows is read later, whole and in order; nobody else waits for that. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { connectCalm, textOf } from "./support/CalmMember.ts"
import { startLive } from "./support/LiveServer.ts"

/** It takes 1.9 s at the least; what the others say in the meantime takes a moment. */
const FLOOD = 2000
const rate = { perSecond: 1000, burst: 100 }

const ROUNDS = 15

describe("a client that floods above the rate", () => {
  it.scopedLive("is delivered whole and in order, later, and delays nobody in its channel", () =>
    Effect.gen(function* () {
      const { port } = yield* startLive({ rate })
      const reader = yield* connectCalm(port, "reader", "/create lab")
      const flooder = yield* connectCalm(port, "flooder", "/join lab")
      const speaker = yield* connectCalm(port, "speaker", "/join lab")
      const from = (name: string) => reader.heard.filter((line) => line.startsWith(`[${name}] `))
      const said = (name: string, count: number) =>
        Array.from({ length: count }, (_, index) => `[${name}] ${textOf(index)}`)

      const begun = Date.now()
      flooder.say(FLOOD)
      for (let round = 0; round < ROUNDS; round++) {
        speaker.say(1)
        yield* speaker.barrier
      }
      yield* reader.barrier
      assert.deepEqual(from("speaker"), said("speaker", ROUNDS))
      assert.ok(from("flooder").length < FLOOD, "the flood was over before the others could speak")

      yield* flooder.barrier
      yield* reader.barrier
      assert.deepEqual(from("flooder"), said("flooder", FLOOD))
      assert.ok(Date.now() - begun >= ((FLOOD - rate.burst) / rate.perSecond) * 1000, "it was read faster than allowed")
      assert.equal(reader.heard.length, FLOOD + ROUNDS + 2)
    })
  )
})
