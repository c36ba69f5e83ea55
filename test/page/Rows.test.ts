import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import { noticeText, rows } from "../../page/Rows.ts"
import type { ChatEvent } from "../../src/Dialect/Web/Protocol.ts"

const MINUTE = 60_000
const NOON = Date.UTC(2026, 0, 15, 12)

const said = (n: number, by: string, at = NOON): ChatEvent => ({ n, at, type: "message", by, from: by, text: `${n}` })
const notice = (n: number, type: "joined" | "left", by: string): ChatEvent => ({ n, at: NOON, type, by, from: by })

/** The rows in short: `D` a day, `N` new, `H1-3` a hole, `L1-3` lost, `J2` notices, `4` a message and `*4` one with a name. */
const short = (events: ReadonlyArray<ChatEvent>, newAfter?: number, first = 1) =>
  rows({ events, first, newAfter }).map((row) => {
    switch (row._tag) {
      case "Day":
        return "D"
      case "New":
        return "N"
      case "Hole":
        return `${row.isLost ? "L" : "H"}${row.hole.from}-${row.hole.to}`
      case "Notices":
        return `J${row.events.length}`
      case "Topic":
        return "T"
      case "Message":
        return `${row.isHead ? "*" : ""}${row.event.n}`
    }
  })

describe("the rows of a channel", () => {
  it("put what one person says in five minutes under one name", () => {
    assert.deepEqual(
      short([said(1, "a"), said(2, "a", NOON + MINUTE), said(3, "b"), said(4, "b", NOON + 9 * MINUTE)]),
      ["D", "*1", "2", "*3", "*4"]
    )
  })

  it("begin every day, and fold who comes and goes", () => {
    const events = [
      notice(1, "joined", "a"),
      notice(2, "left", "a"),
      said(3, "b"),
      said(4, "b", NOON + 24 * 60 * MINUTE)
    ]
    assert.deepEqual(short(events), ["D", "J2", "*3", "D", "*4"])
  })

  it("say where what is new begins, once", () => {
    assert.deepEqual(short([said(1, "a"), said(2, "a"), said(3, "a")], 1), ["D", "*1", "N", "*2", "3"])
    assert.deepEqual(short([notice(1, "joined", "a"), notice(2, "joined", "b"), said(3, "a")], 1), [
      "D",
      "J1",
      "N",
      "J1",
      "*3"
    ])
  })

  it("say what is missing, and what of it nobody has any more", () => {
    assert.deepEqual(short([said(1, "a"), said(7, "a")], undefined, 1), ["D", "*1", "H2-6", "*7"])
    assert.deepEqual(short([said(1, "a"), said(7, "a")], undefined, 4), ["D", "*1", "L2-3", "H4-6", "*7"])
    assert.deepEqual(short([{ n: 1, at: NOON, type: "gap", to: 3 }, said(4, "a")]), ["D", "L1-3", "*4"])
  })
})

describe("folded notices", () => {
  it.each([
    [[notice(1, "joined", "Ann")], "Ann joined"],
    [[notice(1, "joined", "Ann"), notice(2, "joined", "Bob")], "Ann and Bob joined"],
    [["a", "b", "c", "d"].map((name, n) => notice(n, "joined", name)), "a and 3 others joined"],
    [[notice(1, "joined", "Ann"), notice(2, "left", "Ann")], "Ann came and went"],
    [[notice(1, "left", "Ann"), notice(2, "joined", "Ann")], "Ann was away for a moment"],
    [[notice(1, "left", "Ann"), notice(2, "joined", "Bob")], "Bob joined, Ann left"]
  ])("%#", (events, text) => {
    assert.equal(noticeText(events), text)
  })
})
