/** `chat basic-server` and `chat basic-client`, the pair of the assignment's first part. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { type ServerProgram, start, startBasicServer } from "./support/Program.ts"
import { connectTo } from "./support/RawSocket.ts"

/** Runs a basic client with this input to its end. */
const sendAll = ({ port }: ServerProgram, input: string) =>
  Effect.gen(function* () {
    const client = yield* start(["basic-client", "127.0.0.1", String(port)])
    yield* client.write(input)
    yield* client.endInput
    assert.deepEqual(yield* client.exit, { status: 0, signal: null })
    assert.equal(client.stdout.text + client.stderr.text, "")
  })

/** When the server has printed this much, ends it; it must have printed nothing else. */
const assertPrinted = (server: ServerProgram, expected: string) =>
  Effect.gen(function* () {
    yield* server.stdout.beginsWith(expected)
    yield* server.signal("SIGTERM")
    assert.deepEqual(yield* server.exit, { status: 0, signal: null })
    assert.equal(server.stdout.text, expected)
  })

describe("a basic server", () => {
  it.scopedLive("prints what one client after the other sends, and a newline only where one is missing", () =>
    Effect.gen(function* () {
      const server = yield* startBasicServer()
      const texts = [
        "I am a student in CS168. This class is awesome!\n",
        "Why is Shenker so bad at drawing?",
        "two\nlines\n\n"
      ]
      for (const text of texts) yield* sendAll(server, text)
      yield* assertPrinted(
        server,
        "I am a student in CS168. This class is awesome!\nWhy is Shenker so bad at drawing?\ntwo\nlines\n\n"
      )
    })
  )

  it.scopedLive("prints bytes as they are", () =>
    Effect.gen(function* () {
      const server = yield* startBasicServer()
      const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte))
      yield* sendAll(server, bytes)
      yield* assertPrinted(server, `${bytes}\n`)
    })
  )

  it.scopedLive("serves a client that comes meanwhile after the one it is serving", () =>
    Effect.gen(function* () {
      const server = yield* startBasicServer()
      const first = yield* connectTo(server.port)
      yield* first.send("first, ")
      yield* server.stdout.beginsWith("first, ")
      const second = yield* connectTo(server.port)
      yield* second.send("second")
      yield* second.end
      yield* first.send("still first")
      yield* server.stdout.beginsWith("first, still first")
      yield* first.end
      yield* assertPrinted(server, "first, still first\nsecond\n")
    })
  )

  it.scopedLive("continues after a client that resets, whether it was being served or waiting", () =>
    Effect.gen(function* () {
      const server = yield* startBasicServer()
      const served = yield* connectTo(server.port)
      yield* served.send("half a sent")
      yield* server.stdout.beginsWith("half a sent")
      const waiting = yield* connectTo(server.port)
      yield* waiting.reset
      yield* served.reset
      yield* sendAll(server, "the next\n")
      yield* assertPrinted(server, "half a sent\nthe next\n")
    })
  )

  it.scopedLive("ends with status 0 at a signal, while it serves", () =>
    Effect.gen(function* () {
      const server = yield* startBasicServer()
      const client = yield* connectTo(server.port)
      yield* client.send("heard\n")
      yield* assertPrinted(server, "heard\n")
      yield* client.received.ended
    })
  )
})
