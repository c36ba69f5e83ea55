/** SIGINT and SIGTERM to `chat server`, and a client that is killed. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { JOIN_REQUIRES_ARGUMENT, texts } from "../support/frames.ts"
import { startClient } from "./support/ChatClient.ts"
import { patient } from "./support/Injection.ts"
import { startServer, startServerAt } from "./support/Program.ts"
import { connectStuck, connectTo, type Place, type RawSocket, tryConnect } from "./support/RawSocket.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"

/** Members that do not read: what is queued for them must not hold up the end. */
const STUCK = 20

/** Clients that do nothing. To wait 3 seconds for each, one after the other, would take longer than `exit` waits. */
const SILENT = 100

/** Milliseconds: a test here takes seconds, and only a hang takes this long. */
const HANG = 900_000

/** A command without its argument is a barrier: when its answer is here, all that was sent before it is handled. */
const barrier = (socket: RawSocket) =>
  Effect.zipRight(socket.sendFrames("/join"), socket.received.contains(JOIN_REQUIRES_ARGUMENT))

const heard = (bytes: string) => texts(Buffer.from(bytes, "latin1"))

/** Ann and Ben in one channel. */
const openChannel = (place: Place) =>
  Effect.gen(function* () {
    const ann = yield* connectTo(place)
    yield* ann.sendFrames("Ann", "/create lab")
    yield* barrier(ann)
    const ben = yield* connectTo(place)
    yield* ben.sendFrames("Ben", "/join lab")
    yield* ann.received.contains("Ben has joined")
    return { ann, ben }
  })

describe.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("a server that gets %s", { timeout: HANG }, (signal) => {
  it.scopedLive("ends every connection in order, tells nobody that others left, and exits with status 0", () =>
    Effect.gen(function* () {
      const server = yield* startServer("127.0.0.1", { env: patient })
      const { ann, ben } = yield* openChannel(server.port)
      const nobody = yield* connectTo(server.port)
      yield* server.signal(signal)
      assert.deepEqual(heard(yield* ann.received.ended), [JOIN_REQUIRES_ARGUMENT, "Ben has joined"])
      assert.deepEqual(heard(yield* ben.received.ended), [])
      assert.deepEqual(heard(yield* nobody.received.ended), [])
      assert.deepEqual(yield* server.exit, { status: 0, signal: null })
      assert.equal(server.stdout.text, "")
    })
  )

  it.scopedLive("delivers what was said before", () =>
    Effect.gen(function* () {
      const server = yield* startServer("127.0.0.1", { env: patient })
      const { ann, ben } = yield* openChannel(server.port)
      const said = Array.from({ length: 500 }, (_, index) => `message ${index}`)
      yield* ben.sendFrames(...said)
      yield* barrier(ben)
      yield* server.signal(signal)
      assert.deepEqual(heard(yield* ann.received.ended), [
        JOIN_REQUIRES_ARGUMENT,
        "Ben has joined",
        ...said.map((text) => `[Ben] ${text}`)
      ])
      assert.deepEqual(heard(yield* ben.received.ended), [JOIN_REQUIRES_ARGUMENT])
      assert.deepEqual(yield* server.exit, { status: 0, signal: null })
    })
  )
})

describe("a server with clients that neither read nor close", { timeout: HANG }, () => {
  /** Some clients have said nothing, and for some many messages are queued. */
  const openStuck = (env: Readonly<Record<string, string>>) =>
    Effect.gen(function* () {
      const place = yield* temporaryPath
      const server = yield* startServerAt(place, { env })
      const { ann, ben } = yield* openChannel(place)
      yield* Effect.replicateEffect(connectStuck(place), SILENT, { discard: true })
      for (let count = 0; count < STUCK; count++) {
        yield* connectStuck(place, `stuck ${count}`, "/join lab")
        yield* ann.received.contains(`stuck ${count} has joined`)
      }
      yield* ben.sendFrames(...Array.from({ length: 15_000 }, () => "x".repeat(190)))
      yield* barrier(ben)
      return { ann, place, server }
    })

  it.scopedLive("shuts down all the same, having waited for all of them at once", () =>
    Effect.gen(function* () {
      const { server } = yield* openStuck({})
      yield* server.signal("SIGTERM")
      assert.deepEqual(yield* server.exit, { status: 0, signal: null })
    })
  )

  it.scopedLive(
    "accepts nobody any more while it shuts down, and a second signal ends it without waiting for them",
    () =>
      Effect.gen(function* () {
        const { ann, place, server } = yield* openStuck(patient)
        yield* server.signal("SIGTERM")
        yield* ann.received.ended
        assert.ok(Either.isLeft(yield* Effect.either(tryConnect(place))), "it still accepts")
        yield* server.signal("SIGINT")
        // Without the second signal it would wait forever for them; had it not waited, its status would be 0.
        assert.notDeepEqual(yield* server.exit, { status: 0, signal: null })
      })
  )
})

describe("a client that is killed", () => {
  it.scopedLive("has left, once", () =>
    Effect.gen(function* () {
      const server = yield* startServer()
      const { ann, ben } = yield* openChannel(server.port)
      const killed = yield* startClient(["Carl", "127.0.0.1", server.port])
      yield* killed.types("/join lab")
      yield* ben.received.contains("Carl has joined")
      yield* killed.program.signal("SIGKILL")
      yield* ben.received.contains("Carl has left")
      yield* barrier(ben)
      yield* server.signal("SIGTERM")
      const notices = ["Carl has joined", "Carl has left"]
      assert.deepEqual(heard(yield* ben.received.ended), [...notices, JOIN_REQUIRES_ARGUMENT])
      assert.deepEqual(heard(yield* ann.received.ended), [JOIN_REQUIRES_ARGUMENT, "Ben has joined", ...notices])
    })
  )
})
