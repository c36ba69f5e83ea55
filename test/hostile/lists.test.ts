/** Small questions with huge answers: who asks them holds up nobody. The server is the built program. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { startServer } from "../process/support/Program.ts"
import { frame } from "../support/frames.ts"
import { connectCalm } from "./support/CalmMember.ts"
import { converse } from "./support/Conversation.ts"
import { openHostile } from "./support/HostileSocket.ts"

/** Three to a frame: an answer is a thousand frames, with room in the last one for the channel of the others. */
const names = Array.from({ length: 3000 }, (_, index) => `${String(index).padStart(4, "0")}-${"x".repeat(55)}`)
const ANSWER = 1000

/** As many as the server reads at a time. Together their answers are 60 MB. */
const QUESTIONS = 300

const questions = Array<string>(QUESTIONS).fill("/list")

const start = Effect.gen(function* () {
  const { port } = yield* startServer()
  const conversation = yield* converse(port, { channels: 1, speakers: 2 })
  const asker = yield* connectCalm(port, "asker", ...names.map((name) => `/create ${name}`))
  assert.deepEqual(asker.heard, [])
  return { port, conversation, asker }
})

describe("a client that asks for a huge list again and again", () => {
  it.scopedLive("is answered between the others' messages, and each time in full", () =>
    Effect.gen(function* () {
      const { asker, conversation } = yield* start
      asker.send(...questions)
      yield* Effect.repeatN(conversation.round, 20)
      assert.ok(asker.heard.length < QUESTIONS * ANSWER, "everybody waited until the last question was answered")
      yield* asker.when("two answers", () => asker.heard.length >= 2 * ANSWER)
      const answer = (index: number) => asker.heard.slice(index * ANSWER, (index + 1) * ANSWER).join("\n")
      assert.equal(answer(0), [...names, "calm 0"].join("\n"))
      assert.equal(answer(1), answer(0))
      yield* conversation.settle
      conversation.check()
    })
  )

  it.scopedLive("has left when it breaks off, and not when the last question would have been answered", () =>
    Effect.gen(function* () {
      const { asker, conversation, port } = yield* start
      asker.send("/list")
      const [one] = yield* Effect.timed(asker.when("an answer", () => asker.heard.length >= ANSWER))
      const rude = yield* openHostile(port)
      rude.write(Buffer.concat(["rude", "/join calm 0", ...questions].map(frame)))
      const listener = conversation.channels[0]?.listener
      assert.ok(listener !== undefined)
      yield* listener.hears("rude has joined")
      yield* rude.reset
      const [duration] = yield* Effect.timed(listener.hears("rude has left"))
      assert.ok(
        Duration.lessThan(duration, Duration.times(one, QUESTIONS / 2)),
        `it took ${Duration.format(duration)}, and one answer ${Duration.format(one)}`
      )
    })
  )
})
