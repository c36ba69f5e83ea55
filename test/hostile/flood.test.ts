/** A client that sends faster than the server allows is read later, whole and in order; nobody else waits. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import { connectCalm, textOf } from "./support/CalmMember.ts"
import { startLive } from "./support/LiveServer.ts"
import { turn } from "./support/Turn.ts"

/** Many times what the server reads of it while time stands still. */
const FLOOD = 2000
const rate = { perSecond: 1000, burst: 100 }

const ROUNDS = 15

/** Lets the server's time pass, a tenth of a second in each turn. */
const passing = Effect.forever(Effect.zipRight(TestClock.adjust("100 millis"), turn))

describe("a client that floods above the rate", () => {
  it.scoped("is delivered whole and in order, later, and delays nobody in its channel", () =>
    Effect.gen(function* () {
      const { port } = yield* startLive({ rate })
      const reader = yield* connectCalm(port, "reader", "/create lab")
      const flooder = yield* connectCalm(port, "flooder", "/join lab")
      const speaker = yield* connectCalm(port, "speaker", "/join lab")
      const from = (name: string) => reader.heard.filter((line) => line.startsWith(`[${name}] `))
      const said = (name: string, count: number) =>
        Array.from({ length: count }, (_, index) => `[${name}] ${textOf(index)}`)

      // The server's time stands still: it reads the burst, and the rest must wait, however long the others take.
      flooder.say(FLOOD)
      yield* reader.hears(`[flooder] ${textOf(0)}`)
      for (let round = 0; round < ROUNDS; round++) {
        speaker.say(1)
        yield* speaker.barrier
      }
      yield* reader.barrier
      assert.deepEqual(from("speaker"), said("speaker", ROUNDS))
      assert.ok(from("flooder").length < rate.burst, "it was read faster than allowed")

      yield* Effect.raceFirst(flooder.barrier, passing)
      yield* reader.barrier
      assert.deepEqual(from("flooder"), said("flooder", FLOOD))
      assert.equal(reader.heard.length, FLOOD + ROUNDS + 2)
    })
  )
})
