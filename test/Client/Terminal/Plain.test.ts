/** The client line by line, for terminals that cannot move the cursor and for screen readers. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { start } from "../../support/TerminalSession.ts"

describe("the client on a plain terminal", () => {
  it.effect("moves no cursor, prints line by line, and tells the current channel when it changes", () =>
    Effect.gen(function* () {
      const { arrive, press, sent, terminal } = yield* start({ plain: true })
      yield* press("/join lab\n")
      yield* press("hello\n")
      yield* arrive("[Ann] hi", "No channel named lab exists. Try '/create lab'?")
      assert.deepEqual(sent(), ["/join lab", "hello"])
      const lines = terminal.writes
        .join("")
        .replaceAll(/^\d\d:\d\d/gm, "hh:mm")
        .split("\n")
      // What was typed is on the terminal already.
      assert.deepEqual(lines, [
        "No channel",
        "hh:mm Notice: Connected to localhost:55555, not encrypted. /list names the ",
        "         channels, /join NAME or /create NAME enters one, /help says more.",
        "Channel: lab",
        "hh:mm Ann says: hi",
        "hh:mm Server: No channel named lab exists. Try '/create lab'?",
        "No channel",
        ""
      ])
    })
  )

  it.effect("says in words who speaks, and no name can pass for another or for the server", () =>
    Effect.gen(function* () {
      const { arrive, terminal } = yield* start({ plain: true, bell: false })
      yield* arrive(
        "[Ann] hello, Zed!",
        "[Server] hi",
        "[Server:] hi",
        "[Ann says: x] hi",
        "Ann: boo has joined",
        "lab: x"
      )
      const lines = terminal.writes
        .join("")
        .replaceAll(/^\d\d:\d\d /gm, "")
        .split("\n")
      assert.deepEqual(lines.slice(3, -1), [
        "Ann mentions you: hello, Zed!",
        "Server says: hi",
        "Server? says: hi",
        "Ann says? x says: hi",
        "Notice: Ann: boo has joined",
        "Server: lab: x"
      ])
    })
  )

  it.effect("lists no keys in its help", () =>
    Effect.gen(function* () {
      const { press, terminal } = yield* start({ plain: true })
      yield* press("/help\n")
      assert.match(terminal.text, /\/quit +leave \(\^C; \^D on an empty line\)/)
      assert.doesNotMatch(terminal.text, /TAB|\^C clears/)
    })
  )

  it.effect("asks in a line and takes the answer from the next", () =>
    Effect.gen(function* () {
      const { lose, press, sent, terminal, wait } = yield* start({ plain: true })
      yield* lose
      yield* press("one\n")
      yield* wait
      yield* press("\n")
      assert.match(terminal.text, /\nSend 1 line typed offline\? \[y\/n, \^C: later\]\n$/)
      yield* press("yes\n")
      assert.deepEqual(sent(), ["one"])
    })
  )
})
