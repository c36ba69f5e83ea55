/** What the client shows outside its window, and what it learns from the terminal about that and about its background. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Notification from "../../../src/Client/Terminal/Notification.ts"
import { start } from "../../support/TerminalSession.ts"

const FOCUS_IN = "\u001b[I"
const FOCUS_OUT = "\u001b[O"

describe("a notification", () => {
  it("is made for the terminals that know it, and its text is no part of the sequence", () => {
    assert.equal(Notification.mention("osc9", "Ann", "hi; Zed"), "\u001b]9;chat, Ann: hi; Zed\u0007")
    assert.equal(Notification.mention("osc777", "A;n", "hi; Zed"), "\u001b]777;notify;chat, A,n;hi, Zed\u0007")
  })

  it("is sent in the way of the terminal, and to none that would print it", () => {
    const found = ["xterm-256color", "foot", "rxvt-unicode", "linux", "vt220", "dumb", ""].map((term) =>
      Notification.protocolOf(term, "")
    )
    assert.deepEqual(found, ["osc9", "osc777", "osc777", undefined, undefined, undefined, undefined])
    assert.equal(Notification.protocolOf("xterm-256color", "7003"), "osc777")
  })
})

describe("a client whose window has not the focus", () => {
  it.effect("tells the desktop of mentions, with nothing in them that drives the terminal", () =>
    Effect.gen(function* () {
      const { arrive, press, terminal } = yield* start({ notifications: "osc9" })
      const notified = () => terminal.writes.join("").split("\u001b]9;").slice(1)
      yield* arrive("[Ann] zed?")
      yield* press(FOCUS_OUT)
      yield* arrive("[Ann] hello", "[A\u0007n] \u001b]52;c;aGk=\u0007zed!")
      assert.equal(notified().length, 1)
      assert.equal(notified()[0]?.split("\u0007")[0], "chat, A?n: ?]52;c;aGk=?zed!")
      yield* press(FOCUS_IN)
      yield* arrive("[Ann] zed?")
      assert.equal(notified().length, 1)
    })
  )

  it.effect("counts what is unread in the title, which is set when it changes", () =>
    Effect.gen(function* () {
      const { arrive, doing, press, terminal } = yield* start({ notifications: "osc777" })
      const titles = () =>
        terminal.writes
          .join("")
          .split("\u001b]2;")
          .slice(1)
          .map((rest) => rest.split("\u0007")[0])
      yield* press("/join l\u00adab\r")
      yield* press("x")
      assert.deepEqual(titles(), ["(no channel) - chat", "l?ab - chat"])
      yield* press(FOCUS_OUT)
      yield* arrive("[Ann] one", "[Ann] two", "Ben has joined")
      yield* press(FOCUS_IN)
      assert.deepEqual(titles().slice(2), ["(2) l?ab - chat", "l?ab - chat"])
      // Stopped, the program gives the title back.
      yield* doing(() => terminal.change("Stopped"))
      assert.deepEqual(titles().slice(4), ["l?ab - chat"])
    })
  )

  it.effect("does none of it where it is switched off", () =>
    Effect.gen(function* () {
      const { arrive, press, terminal } = yield* start()
      yield* press(FOCUS_OUT)
      yield* arrive("[Ann] zed!")
      assert.ok(!terminal.writes.join("").includes("\u001b]"))
    })
  )
})

describe("the background", () => {
  const question = "\u001b]11;?\u001b\\"
  /** The colour of the name in the line that is printed last. */
  const color = (writes: ReadonlyArray<string>) => /.*\[38;5;(\d+)m\[Alice\]/s.exec(writes.join(""))?.[1]

  it.effect("is asked for once, at the first key, and colours follow it", () =>
    Effect.gen(function* () {
      const { arrive, press, terminal } = yield* start({ colors: "unknown" })
      yield* arrive("[Alice] one")
      assert.equal(color(terminal.writes), "100")
      assert.ok(!terminal.writes.join("").includes(question))
      yield* press("x")
      yield* press("y")
      assert.equal(terminal.writes.join("").split(question).length, 2)
      yield* press("\u001b]11;rgb:0000/2b2b/3636\u001b\\")
      yield* arrive("[Alice] two")
      assert.equal(color(terminal.writes), "107")
      yield* press("\u001b]11;rgb:fd/f6/e3\u0007")
      yield* arrive("[Alice] three")
      assert.equal(color(terminal.writes), "58")
    })
  )

  it.effect("is not asked for by a client that leaves, nor where it is known or there are no colours", () =>
    Effect.gen(function* () {
      const leaving = yield* start({ colors: "unknown" })
      yield* leaving.press("\u0003")
      assert.ok(!leaving.terminal.writes.join("").includes(question))
      for (const colors of ["none", "dark", "light"] as const) {
        const { press, terminal } = yield* start({ colors })
        yield* press("x")
        assert.ok(!terminal.writes.join("").includes(question))
      }
    })
  )
})
