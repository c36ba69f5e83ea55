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
      assert.deepEqual(lines, [
        "== (no channel)",
        "hh:mm -- Connected to localhost:55555, not encrypted. /list names the channels, ",
        "         /join NAME or /create NAME enters one, /help says more.",
        "hh:mm > /join lab",
        "== lab",
        "hh:mm > hello",
        "hh:mm [Ann] hi",
        "hh:mm -- No channel named lab exists. Try '/create lab'?",
        "== (no channel)",
        ""
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
      assert.match(terminal.text, /== Send 1 line typed offline\? \[y\/n, \^C: later\]\n$/)
      yield* press("yes\n")
      assert.deepEqual(sent(), ["one"])
    })
  )
})
