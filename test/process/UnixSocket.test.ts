/** `chat server --socket PATH` and `chat client NAME --socket PATH`. */
import assert from "node:assert/strict"
import { existsSync, lstatSync, readFileSync, writeFileSync } from "node:fs"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { startClient } from "./support/ChatClient.ts"
import { run, startServerAt } from "./support/Program.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"

/** A client can connect and is answered. */
const assertServes = (path: string) =>
  Effect.gen(function* () {
    const client = yield* startClient(["Panda", "--socket", path])
    yield* client.types("/nonsense")
    yield* client.shows("/nonsense is not a valid control message. Valid messages are /create, /list, and /join.")
  })

const assertInUse = (path: string) =>
  Effect.gen(function* () {
    const { status, stderr, stdout } = yield* run(["server", "--socket", path])
    assert.equal(stdout, "")
    assert.match(stderr, /^[^\n]+\n$/)
    assert.ok(stderr.includes(path))
    assert.equal(status, 1)
  })

it.scopedLive("two clients converse over a Unix socket, whose file goes with the server", () =>
  Effect.gen(function* () {
    const path = yield* temporaryPath
    const server = yield* startServerAt(path)
    const panda = yield* startClient(["Panda", "--socket", path])
    yield* panda.types("/create 168_tas")
    yield* panda.types("/list")
    yield* panda.shows("168_tas")
    const alice = yield* startClient(["Alice", "--socket", path])
    yield* alice.types("/join 168_tas")
    yield* panda.shows("Alice has joined")
    yield* panda.types("Hi!")
    yield* alice.shows("[Panda] Hi!")
    yield* server.signal("SIGTERM")
    assert.deepEqual(yield* server.exit, { status: 0, signal: null })
    assert.ok(!existsSync(path))
  })
)

it.scopedLive("a socket file that a killed server left behind is replaced", () =>
  Effect.gen(function* () {
    const path = yield* temporaryPath
    const killed = yield* startServerAt(path)
    yield* killed.signal("SIGKILL")
    yield* killed.exit
    assert.ok(lstatSync(path).isSocket())
    yield* startServerAt(path)
    yield* assertServes(path)
  })
)

it.scopedLive("the socket of a living server is refused, and continues to work", () =>
  Effect.gen(function* () {
    const path = yield* temporaryPath
    yield* startServerAt(path)
    yield* assertInUse(path)
    yield* assertServes(path)
  })
)

it.scopedLive("an ordinary file is refused and not touched", () =>
  Effect.gen(function* () {
    const path = yield* temporaryPath
    writeFileSync(path, "precious")
    yield* assertInUse(path)
    assert.equal(readFileSync(path, "utf8"), "precious")
  })
)

it.scopedLive("a path in a folder that does not exist is refused", () =>
  Effect.gen(function* () {
    yield* assertInUse(`${yield* temporaryPath}/nowhere/s`)
  })
)

it.scopedLive("a client says that it cannot connect where there is no socket", () =>
  Effect.gen(function* () {
    const path = yield* temporaryPath
    const { status, stdout } = yield* run(["client", "Panda", "--socket", path])
    assert.equal(stdout, `Unable to connect to unix:${path}\n`)
    assert.equal(status, 1)
  })
)
