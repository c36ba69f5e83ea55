import assert from "node:assert/strict"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { startClient } from "./support/ChatClient.ts"
import { startServer } from "./support/Program.ts"

const QUESTION = "Hi everyone! Does anyone know what we're doing on the first day of lecture?"
const NOT_IN_CHANNEL = "Not currently in any channel. Must join a channel before sending messages."

it.scopedLive("Panda and Alice converse as in the assignment, line for line and byte for byte", () =>
  Effect.gen(function* () {
    const server = yield* startServer()

    const panda = yield* startClient(["Panda", "localhost", server.port])
    yield* panda.types("Hello world!")
    yield* panda.shows(NOT_IN_CHANNEL)
    yield* panda.types("/list")
    yield* panda.types("/create 168_tas")
    yield* panda.types("/list")
    yield* panda.shows("168_tas")
    yield* panda.types("Hello world!")

    const alice = yield* startClient(["Alice", "127.0.0.1", server.port])
    yield* alice.types("/list")
    yield* alice.shows("168_tas")
    yield* alice.types("/join 168_tas")
    yield* panda.shows("Alice has joined")
    yield* alice.types(QUESTION)
    yield* panda.shows(`[Alice] ${QUESTION}`)

    yield* panda.program.signal("SIGINT")
    yield* panda.exits({ status: 0, signal: null })
    yield* alice.shows("Panda has left")
    yield* server.signal("SIGTERM")
    yield* alice.losesServer("127.0.0.1", server.port)

    assert.equal(
      panda.program.stdout.text,
      `[Me] [Me] \r    \r${NOT_IN_CHANNEL}\n[Me] [Me] [Me] [Me] \r    \r168_tas\n[Me] [Me] ` +
        `\r    \rAlice has joined\n[Me] \r    \r[Alice] ${QUESTION}\n[Me] `
    )
    assert.equal(
      alice.program.stdout.text,
      "[Me] [Me] \r    \r168_tas\n[Me] [Me] [Me] \r    \rPanda has left\n[Me] " +
        `\r    \rServer at 127.0.0.1:${server.port} has disconnected\n`
    )
  })
)
