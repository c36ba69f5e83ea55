/** What `chat send` does, with the test for its server. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Send from "../../src/Client/Send.ts"
import * as Reply from "../../src/Dialect/Frames/Reply.ts"
import * as ChannelName from "../../src/Domain/ChannelName.ts"
import { Activity } from "../support/Activity.ts"
import { JOIN_REQUIRES_ARGUMENT, NOT_IN_CHANNEL, texts } from "../support/frames.ts"
import { MemoryPeer } from "../support/MemoryPeer.ts"

const EXISTS = "Room lab already exists, so cannot be created."
const MISSING = "No channel named lab exists. Try '/create lab'?"

const start = (...lines: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const server = new MemoryPeer()
    const options = {
      channel: Either.getOrThrow(ChannelName.fromText("lab")),
      lines: Stream.fromIterable(lines.map((line) => Buffer.from(line))),
      host: "localhost",
      port: "55555"
    }
    const open = Effect.acquireRelease(Effect.succeed(server.connection), (connection) => connection.close)
    const activity = new Activity()
    const { settle } = activity
    const sending = yield* activity.fork(Effect.either(Send.run(options, open)))
    yield* settle
    const answer = (...frames: ReadonlyArray<string>) =>
      Effect.zipRight(
        Effect.sync(() => frames.forEach((text) => server.arrive(text))),
        settle
      )
    const outcome = Effect.map(Fiber.join(sending), (either) =>
      either._tag === "Right" ? "accepted" : Reply.describe(either.left)
    )
    return { server, answer, outcome, sent: () => texts(server.takeReceived()) }
  })

describe("sending", () => {
  it.effect("enters the channel, sends each line as a message, and ends when all is handled", () =>
    Effect.gen(function* () {
      const { answer, outcome, sent, server } = yield* start("one", "/list", "")
      assert.deepEqual(sent(), ["/join lab", "/create lab", "/join"])
      yield* answer(EXISTS, "[Ann] hello", JOIN_REQUIRES_ARGUMENT)
      assert.deepEqual(sent(), ["one", " /list", "", "/join"])
      assert.equal(server.closed, false)
      yield* answer("Ben has joined", JOIN_REQUIRES_ARGUMENT)
      assert.equal(yield* outcome, "accepted")
      assert.equal(server.closed, true)
    })
  )

  it.effect("creates the channel where there is none", () =>
    Effect.gen(function* () {
      const { answer, outcome, sent } = yield* start("one")
      yield* answer(MISSING, JOIN_REQUIRES_ARGUMENT)
      assert.deepEqual(sent().slice(3), ["one", "/join"])
      yield* answer(JOIN_REQUIRES_ARGUMENT)
      assert.equal(yield* outcome, "accepted")
    })
  )

  it.effect("tries again when another creates it between the two commands, but not for ever", () =>
    Effect.gen(function* () {
      const { answer, outcome, sent } = yield* start("one")
      for (let attempt = 0; attempt < 5; attempt++) {
        assert.deepEqual(sent(), ["/join lab", "/create lab", "/join"])
        yield* answer(MISSING, EXISTS, JOIN_REQUIRES_ARGUMENT)
      }
      assert.equal(yield* outcome, MISSING)
    })
  )

  it.effect("fails when a message is not accepted", () =>
    Effect.gen(function* () {
      const { answer, outcome } = yield* start("one")
      yield* answer(EXISTS, JOIN_REQUIRES_ARGUMENT)
      yield* answer(NOT_IN_CHANNEL, JOIN_REQUIRES_ARGUMENT)
      assert.equal(yield* outcome, NOT_IN_CHANNEL)
    })
  )

  it.effect("fails with the reason that the server gives, and nothing in it drives a terminal", () =>
    Effect.gen(function* () {
      const refused = yield* start("one")
      yield* refused.answer("Go \u001b[31maway.")
      refused.server.end()
      assert.equal(yield* refused.outcome, "Go ?[31maway.")
      const full = yield* start("one")
      yield* full.answer(MISSING, "No channel can be created.", JOIN_REQUIRES_ARGUMENT)
      yield* full.answer("[Ann] hello", NOT_IN_CHANNEL, JOIN_REQUIRES_ARGUMENT)
      assert.equal(yield* full.outcome, "No channel can be created.")
    })
  )

  it.effect("is not put off by a server that greets", () =>
    Effect.gen(function* () {
      const { answer, outcome } = yield* start("one")
      yield* answer("Welcome!", MISSING, JOIN_REQUIRES_ARGUMENT)
      yield* answer(JOIN_REQUIRES_ARGUMENT)
      assert.equal(yield* outcome, "accepted")
    })
  )

  it.effect("fails when the server goes away first, and when it does not answer", () =>
    Effect.gen(function* () {
      const gone = yield* start("one")
      gone.server.end()
      assert.equal(yield* gone.outcome, "Server at localhost:55555 has disconnected")
      const silent = yield* start("one")
      yield* TestClock.adjust("30 seconds")
      assert.equal(yield* silent.outcome, "The server has not answered within 30 seconds.")
    })
  )
})
