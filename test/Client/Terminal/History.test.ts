import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as History from "../../../src/Client/Terminal/History.ts"

describe("older and newer", () => {
  it("go through the lines and back to the one being typed", () => {
    const shown: Array<string> = []
    let history = History.make(["one", "two"])
    let line = "half"
    for (const step of [History.older, History.older, History.older, History.newer, History.newer, History.newer]) {
      const found = step(history, line)
      if (found !== undefined) [history, line] = found
      shown.push(found === undefined ? "-" : line)
    }
    assert.deepEqual(shown, ["two", "one", "-", "two", "half", "-"])
  })
})

describe("add", () => {
  it("keeps what was typed, but nothing empty, nothing twice in a row and no password", () => {
    let history = History.make([])
    for (const line of ["one", "one", " ", "/password secret", "  /password secret", "two", "one"]) {
      history = History.add(history, line)
    }
    assert.deepEqual(history.lines, ["one", "two", "one"])
  })

  it("forgets the oldest beyond its bound", () => {
    const lines = Array.from({ length: History.MAX_LINES }, (_, index) => `line ${index}`)
    const { lines: kept } = History.add(History.make(lines), "last")
    assert.deepEqual([kept.length, kept[0], kept.at(-1)], [History.MAX_LINES, "line 1", "last"])
  })
})
