/** The password, from a file or from the environment, between the built server and the built client. */
import assert from "node:assert/strict"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { startClient } from "./support/ChatClient.ts"
import { patient } from "./support/Injection.ts"
import { run, startServer } from "./support/Program.ts"

const passwordFile = (text: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(() => mkdtemp(join(tmpdir(), "chat-password-"))),
      (folder) => Effect.promise(() => rm(folder, { recursive: true }))
    ),
    (folder) => join(folder, "password")
  ).pipe(Effect.tap((file) => Effect.promise(() => writeFile(file, text, { mode: 0o600 }))))

describe("a password", () => {
  it.scopedLive("opens the server to clients that have it, from a file or from CHAT_PASSWORD", () =>
    Effect.gen(function* () {
      const file = yield* passwordFile("grün wie Gras\n")
      const server = yield* startServer("127.0.0.1", { flags: ["--password-file", file] })
      const ann = yield* startClient(["Ann", "127.0.0.1", server.port, "--password-file", file])
      yield* ann.types("/create lab")
      yield* ann.types("/list")
      yield* ann.shows("lab")
      const ben = yield* startClient(["Ben", "127.0.0.1", server.port], { env: { CHAT_PASSWORD: "grün wie Gras" } })
      yield* ben.types("/join lab")
      yield* ann.shows("Ben has joined")
    })
  )

  it.scopedLive("keeps out clients that have none or another one", () =>
    Effect.gen(function* () {
      const server = yield* startServer("127.0.0.1", { env: { ...patient, CHAT_PASSWORD: "open sesame" } })
      const none = yield* startClient(["Ann", "127.0.0.1", server.port])
      yield* none.shows("This server wants a password before the name.")
      yield* none.losesServer("127.0.0.1", server.port)
      const wrong = yield* startClient(["Ann", "127.0.0.1", server.port], { env: { CHAT_PASSWORD: "open" } })
      yield* wrong.shows("The password is wrong.")
      yield* wrong.losesServer("127.0.0.1", server.port)
    })
  )

  it.scopedLive("is what `chat send` and `chat list` say they lack, or have wrong", () =>
    Effect.gen(function* () {
      const { port } = yield* startServer("127.0.0.1", { env: { ...patient, CHAT_PASSWORD: "open sesame" } })
      const to = ["127.0.0.1", String(port)]
      const send = ["send", "Bot", ...to, "--channel", "lab", "hello"]
      for (const words of [send, ["list", ...to]]) {
        const { status, stderr } = yield* run(words)
        assert.equal(
          stderr,
          "chat: This server wants a password before the name. Give it with --password-file FILE, or in CHAT_PASSWORD.\n"
        )
        assert.equal(status, 1)
      }
      const wrong = yield* run([...send, "--password-file", yield* passwordFile("open")])
      assert.equal(wrong.stderr, "chat: The password is wrong.\n")
      assert.equal(wrong.status, 1)
    })
  )

  it.scopedLive.each([
    ["empty", ""],
    ["of two lines", "one\ntwo\n"],
    ["with a space at its end", "one "],
    ["of 191 bytes", "x".repeat(191)]
  ] as const)("is refused where it is %s", ([, text]) =>
    Effect.gen(function* () {
      const { status, stderr } = yield* run(["server", "0", "--password-file", yield* passwordFile(text)])
      assert.match(stderr, /^chat: [^\n]*password[^\n]*\n$/i)
      assert.equal(status, 2)
    })
  )
})
