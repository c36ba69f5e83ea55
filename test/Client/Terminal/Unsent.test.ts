/** Lines that are typed while there is no connection. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { lastPrompt, start } from "../../support/TerminalSession.ts"

describe("lines typed while the server is away", () => {
  it.effect("are shown as unsent, hold up no keys, and are sent only when told", () =>
    Effect.gen(function* () {
      const { lose, press, sent, terminal, wait } = yield* start()
      yield* lose
      yield* press("one\r")
      yield* press("/list\r")
      assert.match(terminal.text, /! unsent: one\n/)
      yield* wait
      assert.deepEqual(sent(), [])
      yield* press("now\r")
      assert.deepEqual(sent(), ["now"])
      yield* press("\r")
      assert.equal(lastPrompt(terminal), "Send 2 lines typed offline? [y/n, ^C: later] ")
      yield* press("\u0003")
      assert.deepEqual(sent(), [])
      yield* press("\ry")
      assert.deepEqual(sent(), ["one", "/list", "/join"])
      yield* press("\r  \r")
      assert.deepEqual(sent(), [])
    })
  )

  it.effect("can be dropped", () =>
    Effect.gen(function* () {
      const { lose, press, sent, terminal, wait } = yield* start()
      yield* lose
      yield* press("one\r")
      yield* wait
      yield* press("\rn")
      assert.match(terminal.text, /-- Dropped 1 line\.\n/)
      assert.deepEqual(sent(), [])
    })
  )
})
