/** What `chat send` does, with the test for its server. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { explain } from "../../src/Client/Connect.ts"
import * as Send from "../../src/Client/Send.ts"
import * as ChannelName from "../../src/Domain/ChannelName.ts"
import { Activity } from "../support/Activity.ts"
import { frame, JOIN_REQUIRES_ARGUMENT, NOT_IN_CHANNEL, texts } from "../support/frames.ts"
import { heapUsed } from "../support/Heap.ts"
import { MemoryPeer } from "../support/MemoryPeer.ts"
import { nameOf } from "../support/Settings.ts"

const EXISTS = "Room lab already exists, so cannot be created."
const MISSING = "No channel named lab exists. Try '/create lab'?"

const start = (...lines: ReadonlyArray<string>) =>
  startWith(Stream.fromIterable(lines.map((line) => Buffer.from(line))))

const startWith = (lines: Stream.Stream<Uint8Array>, encrypted = false) =>
  Effect.gen(function* () {
    const server = new MemoryPeer()
    const options = {
      channel: Either.getOrThrow(ChannelName.fromText("lab")),
      name: nameOf("Bot"),
      lines,
      host: "localhost",
      port: "55555",
      encrypted
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
      either._tag === "Right" ? "accepted" : explain(either.left)
    )
    return { server, answer, outcome, settle, sent: () => texts(server.takeReceived()) }
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

  const gone = "Server at localhost:55555 has disconnected"
  const hint = "Nothing came from the server: if it speaks TLS, try --tls."

  it.effect.each([
    ["the server says nothing and is gone at once", "0 seconds", false, `${gone}. ${hint}`],
    ["it is gone later", "1 second", false, gone],
    ["the connection is encrypted", "0 seconds", true, gone]
  ] as const)("suspects TLS or not: %s", ([, after, encrypted, sentence]) =>
    Effect.gen(function* () {
      const { outcome, server } = yield* startWith(Stream.succeed(Buffer.from("one")), encrypted)
      yield* TestClock.adjust(after)
      server.end()
      assert.equal(yield* outcome, sentence)
    })
  )

  it.effect("fails when the server goes away first, and when it does not answer", () =>
    Effect.gen(function* () {
      const lost = yield* start("one")
      yield* lost.answer(EXISTS)
      lost.server.end()
      assert.equal(yield* lost.outcome, gone)
      const silent = yield* start("one")
      yield* TestClock.adjust("30 seconds")
      assert.equal(yield* silent.outcome, "The server has not answered within 30 seconds.")
    })
  )
})

const { WINDOW } = Send

const endless = Stream.repeatValue(Buffer.from("hello"))

describe("sending more than a window", () => {
  it.effect("waits for the server after each window, and sends on", () =>
    Effect.gen(function* () {
      const { answer, outcome, sent } = yield* start(
        ...Array.from({ length: WINDOW + 1 }, (_, index) => `line ${index}`)
      )
      yield* answer(EXISTS, JOIN_REQUIRES_ARGUMENT)
      assert.deepEqual(sent().slice(-2), [`line ${WINDOW - 1}`, "/join"])
      yield* answer(JOIN_REQUIRES_ARGUMENT)
      assert.deepEqual(sent(), [`line ${WINDOW}`, "/join"])
      yield* answer(JOIN_REQUIRES_ARGUMENT)
      assert.equal(yield* outcome, "accepted")
    })
  )

  it.effect("ends with the first window that is not accepted", () =>
    Effect.gen(function* () {
      const { answer, outcome } = yield* startWith(endless)
      yield* answer(EXISTS, JOIN_REQUIRES_ARGUMENT)
      yield* answer(NOT_IN_CHANNEL, JOIN_REQUIRES_ARGUMENT)
      assert.equal(yield* outcome, NOT_IN_CHANNEL)
    })
  )
})

describe("a hostile server", () => {
  it.effect("that stops reading is given up, and is not sent more than a window", () =>
    Effect.gen(function* () {
      const { answer, outcome, server } = yield* startWith(endless)
      server.stalled = true
      yield* answer(EXISTS, JOIN_REQUIRES_ARGUMENT)
      assert.ok(server.connection.unsent <= (WINDOW + 1) * 200)
      yield* TestClock.adjust("30 seconds")
      // The connection waits for what it cannot get rid of, but not for long.
      yield* TestClock.adjust("3 seconds")
      assert.equal(yield* outcome, "The server has not answered within 30 seconds.")
    })
  )

  const FLOOD = 100_000

  it.effect.each([NOT_IN_CHANNEL, JOIN_REQUIRES_ARGUMENT, "Ben has joined", "whatever"])(
    "that floods with '%s' does not make it grow, and is given up",
    (text) =>
      Effect.gen(function* () {
        const { answer, outcome, server, settle } = yield* startWith(Stream.never)
        yield* answer(EXISTS, JOIN_REQUIRES_ARGUMENT)
        const frames = Buffer.concat(Array.from({ length: 1000 }, () => frame(text)))
        const before = heapUsed()
        for (let sent = 0; sent < FLOOD; sent += 1000) {
          server.arrive(frames)
          yield* settle
        }
        // A tenth of what it would take to keep a few words for each frame.
        assert.ok(heapUsed() - before < FLOOD * 10, `${heapUsed() - before} bytes`)
        server.end()
        assert.notEqual(yield* outcome, "accepted")
      })
  )

  it.effect("that floods while all is sent is given up if it does not answer", () =>
    Effect.gen(function* () {
      const { answer, outcome } = yield* start("one")
      yield* answer(EXISTS, JOIN_REQUIRES_ARGUMENT)
      for (let second = 0; second < 30; second++) {
        yield* answer(...Array.from({ length: 100 }, () => "[Ann] hello"))
        yield* TestClock.adjust("1 second")
      }
      assert.equal(yield* outcome, "The server has not answered within 30 seconds.")
    })
  )
})
