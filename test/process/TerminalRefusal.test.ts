/** `chat client` on a terminal with a server that does not let it in. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { holdTimers, patient } from "./support/Injection.ts"
import { startServer } from "./support/Program.ts"
import { connectTo } from "./support/RawSocket.ts"
import { startOnTerminal } from "./support/TerminalProgram.ts"

const SIZE = { cols: 100, rows: 24 }

describe("a client on a terminal that the server refuses", () => {
  it.scopedLive.each([
    [
      "for want of a password",
      {},
      "This server wants a password before the name.",
      ["Give it with --password-file FILE, or in CHAT_PASSWORD."]
    ],
    ["for its password", { CHAT_PASSWORD: "open" }, "The password is wrong.", []]
  ] as const)("%s, says why and leaves with status 1", ([, env, sentence, hint]) =>
    Effect.gen(function* () {
      const { port } = yield* startServer("127.0.0.1", { env: { ...patient, CHAT_PASSWORD: "open sesame" } })
      const { exit, screen } = yield* startOnTerminal(["client", "Ann", "127.0.0.1", String(port)], SIZE, env)
      assert.equal(yield* exit, 1)
      yield* screen.endsWith(
        `hh:mm -- ${sentence}`,
        ...hint.map((text) => `hh:mm -- ${text}`),
        `Server at 127.0.0.1:${port} has disconnected`
      )
    })
  )

  /** A server that has room for Ann only, the words that start Ben's client, and what that shows. */
  const open = Effect.gen(function* () {
    const { port } = yield* startServer("127.0.0.1", { flags: ["--max-connections", "1"], env: patient })
    const ann = yield* connectTo(port)
    yield* ann.sendFrames("Ann", "/join")
    yield* ann.received.contains("/join command")
    const refused = [
      "hh:mm -- The server is full: it allows 1 connections.",
      `hh:mm -- Server at 127.0.0.1:${port} has disconnected. Trying to connect again.`,
      "(no channel) (offline)>"
    ]
    return { ann, words: ["client", "Ben", "127.0.0.1", String(port)], refused }
  })

  it.scopedLive("for now, says why, and is let in when there is room", () =>
    Effect.gen(function* () {
      const { ann, refused, words } = yield* open
      const { screen } = yield* startOnTerminal(words, SIZE)
      for (const row of refused.slice(0, 2)) yield* screen.contains(row)
      yield* ann.end
      yield* screen.endsWith("hh:mm -- Connected again.", "(no channel)>")
    })
  )

  it.scopedLive("for now, leaves at ^C without waiting for the next attempt", () =>
    Effect.gen(function* () {
      const { refused, words } = yield* open
      // The time for the next attempt never comes, unless chance has it that it comes at once.
      const { exit, press, screen } = yield* startOnTerminal(words, SIZE, holdTimers(20))
      yield* screen.endsWith(...refused)
      yield* press("\u0003")
      assert.equal(yield* exit, 0)
    })
  )
})
