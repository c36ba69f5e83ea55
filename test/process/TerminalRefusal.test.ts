/** `chat client` on a terminal with a server that does not let it in. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { startServer } from "./support/Program.ts"
import { connectTo } from "./support/RawSocket.ts"
import { startOnTerminal } from "./support/TerminalProgram.ts"

const SIZE = { cols: 100, rows: 24 }

describe("a client on a terminal that the server refuses", () => {
  it.scopedLive.each([
    ["for want of a password", {}, "This server wants a password before the name."],
    ["for its password", { CHAT_PASSWORD: "open" }, "The password is wrong."]
  ] as const)("%s, says why and leaves with status 1", ([, env, sentence]) =>
    Effect.gen(function* () {
      const { port } = yield* startServer("127.0.0.1", { env: { CHAT_PASSWORD: "open sesame" } })
      const { exit, screen } = yield* startOnTerminal(["client", "Ann", "127.0.0.1", String(port)], SIZE, env)
      assert.equal(yield* exit, 1)
      yield* screen.shows(`hh:mm -- ${sentence}`, `Server at 127.0.0.1:${port} has disconnected`)
    })
  )

  it.scopedLive("for now, says why once, is let in as soon as there is room, and leaves at once at ^C", () =>
    Effect.gen(function* () {
      const { port } = yield* startServer("127.0.0.1", { flags: ["--max-connections", "1"] })
      const ann = yield* connectTo(port)
      yield* ann.sendFrames("Ann", "/join")
      yield* ann.received.contains("/join command")
      const words = ["client", "Ben", "127.0.0.1", String(port)]
      const refused = [
        "hh:mm -- The server is full: it allows 1 connections.",
        `hh:mm -- Server at 127.0.0.1:${port} has disconnected. Trying to connect again.`
      ]
      const leaver = yield* startOnTerminal(words, SIZE)
      yield* leaver.screen.shows(...refused, "(no channel) (offline)>")
      const begun = Date.now()
      yield* leaver.press("\u0003")
      assert.equal(yield* leaver.exit, 0)
      assert.ok(Date.now() - begun < 1000, `it took ${Date.now() - begun} ms to leave`)
      const { screen } = yield* startOnTerminal(words, SIZE)
      yield* screen.shows(...refused, "(no channel) (offline)>")
      yield* ann.end
      yield* screen.shows(...refused, "hh:mm -- Connected again.", "(no channel)>")
    })
  )
})
