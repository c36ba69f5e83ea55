/** The command lines of the course: they start without the whole program, and do the same. */
import assert from "node:assert/strict"
import { cpSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { ChatClient } from "./support/ChatClient.ts"
import { executable, type Program, run, start } from "./support/Program.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"

/** A copy in which the whole program does nothing but fail. */
const withoutMain = Effect.map(temporaryPath, (folder) => {
  cpSync(dirname(executable), folder, { recursive: true })
  writeFileSync(join(folder, "main.cjs"), `(function () { throw new Error("the whole program was evaluated") })`)
  return join(folder, "chat.cjs")
})

const everywhere = /listening on port (\d+) on every address\n/

const announcedPort = (server: Program) =>
  Effect.map(
    server.stderr.until("the port", (text) => everywhere.test(text)),
    (text) => everywhere.exec(text)?.[1] ?? ""
  )

describe("a command line of the course", () => {
  for (const words of [["0"], ["--port", "0"]]) {
    it.scopedLive(`server ${words.join(" ")} and two clients talk, without the whole program`, () =>
      Effect.gen(function* () {
        const copy = yield* withoutMain
        const port = yield* announcedPort(yield* start(["server", ...words], { copy }))
        const join = (name: string, host: string) =>
          Effect.map(start(["client", name, host, port], { copy }), (program) => new ChatClient(program))
        const alice = yield* join("Alice", "localhost")
        const kay = yield* join("Kay", "127.0.0.1")
        yield* alice.prompts
        yield* alice.types("/create tas")
        yield* alice.types("/list")
        yield* alice.shows("tas")
        yield* kay.types("/join tas")
        yield* alice.shows("Kay has joined")
        yield* kay.types("Hi!")
        yield* alice.shows("[Kay] Hi!")
      })
    )
  }

  it.scopedLive("is the basic pair's, without the whole program", () =>
    Effect.gen(function* () {
      const copy = yield* withoutMain
      const server = yield* start(["basic-server", "0"], { copy })
      const client = yield* start(["basic-client", "localhost", yield* announcedPort(server)], { copy })
      yield* client.write("hello")
      yield* client.endInput
      yield* server.stdout.until("the text", (text) => text === "hello\n")
      assert.deepEqual(yield* client.exit, { status: 0, signal: null })
    })
  )

  it.scopedLive("is left to the whole program where a variable is set", () =>
    Effect.gen(function* () {
      const { stderr } = yield* run(["server", "0"], { env: { CHAT_HOST: "" } })
      assert.equal(stderr, "chat: The host to listen on must not be empty. See chat server --help.\n")
    })
  )
})
