/** Clients that send as fast as they can, within the rate or above it: nobody else waits, and nothing is lost. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { connectCalm, textOf } from "./support/CalmMember.ts"
import { startLive } from "./support/LiveServer.ts"
import { turn } from "./support/Turn.ts"

/** Many times what the server reads of it while time stands still. */
const FLOOD = 2000
const rate = { perSecond: 1000, burst: 100 }

const ROUNDS = 15

const FLOODERS = 20

/** Turns of the event loop: two for the sockets, and what else is due in between. A turn of the server has its bound. */
const SOON = 12

/** What each flooder sends, how often: more than the server handles while the pair talks. */
const floods = [
  ["commands that there are not", [], "/x1", 4000],
  ["texts outside a channel", [], "hello", 8000],
  ["joins of a channel that there is not", [], "/join nowhere", 1000],
  ["questions for the channels", [], "/list", 1000],
  ["texts, each alone in a channel", ["/create"], "hello", 4000]
] as const

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

describe(`${FLOODERS} clients that flood below the rate`, () => {
  it.scoped.each(floods)("with %s do not delay a calm pair", ([, before, nonsense, count]) =>
    Effect.gen(function* () {
      const { port } = yield* startLive({})
      const reader = yield* connectCalm(port, "reader", "/create lab")
      const speaker = yield* connectCalm(port, "speaker", "/join lab")
      const flooders = yield* Effect.forEach(Array.from({ length: FLOODERS }), (_, index) =>
        connectCalm(port, `flood${index}`, ...before.map((command) => `${command} own${index}`))
      )
      const flood = Array.from({ length: count }, () => nonsense)
      for (const flooder of flooders) flooder.send(...flood)
      const done = yield* Effect.forkScoped(
        Effect.forEach(flooders, ({ barrier }) => barrier, { concurrency: FLOODERS })
      )
      const others = reader.heard.length
      for (let round = 0; round < ROUNDS; round++) {
        speaker.say(1)
        let turns = 0
        for (; reader.heard.length === others + round && turns < SOON; turns++) yield* turn
        assert.deepEqual(reader.heard.slice(others + round), [`[speaker] ${textOf(round)}`], `after ${turns} turns`)
      }
      assert.equal(done.unsafePoll(), null, "the flood ended before the pair had talked")
      yield* Fiber.join(done)
      for (const { heard } of flooders) assert.equal(heard.length, before.length === 0 ? count : 0)
    })
  )
})
