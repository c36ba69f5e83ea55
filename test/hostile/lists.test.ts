/** Small questions with huge answers: a client that asks them holds up nobody. The server is the built program. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { startServer } from "../process/support/Program.ts"
import { frame } from "../support/frames.ts"
import { connectCalm } from "./support/CalmMember.ts"
import { converse } from "./support/Conversation.ts"
import { openHostile } from "./support/HostileSocket.ts"

/** Three to a frame: an answer is a thousand frames, with room in the last one for the channel of the others. */
const names = Array.from({ length: 3000 }, (_, index) => `${String(index).padStart(4, "0")}-${"x".repeat(55)}`)
const ANSWER = 1000

/** As many as the server reads at a time. Together their answers are 60 MB: far more than fits between two processes. */
const QUESTIONS = 300

const questions = Array<string>(QUESTIONS).fill("/list")

/** How often the others speak while answers are on their way. */
const ROUNDS = 10

/** Barriers in which a server must notice a reset. To answer all the questions first it needs thousands of turns. */
const FEW = 100

const isMessage = (line: string): boolean => line.startsWith("[")

/** Milliseconds: it takes seconds, and only a hang takes this long. */
const HANG = 900_000

const start = Effect.gen(function* () {
  const { port } = yield* startServer("127.0.0.1", { env: { CHAT_STALL_TIMEOUT: "86400" } })
  const conversation = yield* converse(port, { channels: 1, speakers: 2 })
  const creations = names.map((name) => `/create ${name}`)
  const asker = yield* connectCalm(port, "asker", ...creations, "/join calm 0")
  assert.deepEqual(asker.heard, [])
  return { port, conversation, asker }
})

describe("a client that asks for a huge list again and again", { timeout: HANG }, () => {
  it.scopedLive("is answered between the others' messages, and each time in full", () =>
    Effect.gen(function* () {
      const { asker, conversation } = yield* start
      const answered = () => asker.heard.filter((line) => !isMessage(line))
      asker.send(...questions)
      for (let answers = 1; answers <= ROUNDS; answers++) {
        yield* asker.when(`${answers} answers`, () => answered().length >= answers * ANSWER)
        // While it reads nothing the last question cannot be answered, and the others must not wait for that.
        asker.pause()
        yield* conversation.round
        asker.resume()
      }
      // It is a member too, and receives everything in the order in which the server has handled it.
      const said = conversation.speakers.reduce((sum, speaker) => sum + speaker.said, 0)
      yield* asker.when("all that was said", () => asker.heard.filter(isMessage).length === said)
      assert.ok(answered().length < QUESTIONS * ANSWER, "everybody waited until the last question was answered")
      const answer = [...names, "calm 0"].join("\n")
      for (let index = 0; index < ROUNDS; index++) {
        assert.equal(
          answered()
            .slice(index * ANSWER, (index + 1) * ANSWER)
            .join("\n"),
          answer
        )
      }
      yield* conversation.settle
      conversation.check()
    })
  )

  it.scopedLive("has left when it breaks off, and not when the last question would have been answered", () =>
    Effect.gen(function* () {
      const { conversation, port } = yield* start
      const listener = conversation.channels[0]?.listener
      assert.ok(listener !== undefined)
      const rude = yield* openHostile(port)
      rude.write(Buffer.concat(["rude", "/join calm 0", ...questions].map(frame)))
      yield* listener.hears("rude has joined")
      yield* rude.reset
      yield* Effect.repeatN(listener.barrier, FEW)
      assert.ok(listener.heard.includes("rude has left"), "it is still answered")
    })
  )
})
