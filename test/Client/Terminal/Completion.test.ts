import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Completion from "../../../src/Client/Terminal/Completion.ts"
import * as LineEditor from "../../../src/Client/Terminal/LineEditor.ts"
import * as Roster from "../../../src/Client/Terminal/Roster.ts"
import { fromText } from "../../../src/Domain/ByteString.ts"

/** Bob spoke last, Anna before him; Annika has only joined. */
const roster = [
  (self: Roster.Roster) => Roster.joined(self, fromText("Annika")),
  (self: Roster.Roster) => Roster.spoke(self, fromText("Anna Zoë")),
  (self: Roster.Roster) => Roster.spoke(self, fromText("Bob")),
  (self: Roster.Roster) => Roster.joined(self, fromText("an\u200bna")),
  (self: Roster.Roster) => Roster.listed(self, ["lab two", "lab", "Lounge"].map(fromText))
].reduce((self, step) => step(self), Roster.empty)

/** The lines that TAB makes of one, the cursor at its `|`, until it comes back to it. */
const completions = (line: string, step: 1 | -1 = 1): ReadonlyArray<string> => {
  const [before = "", after = ""] = line.split("|")
  const editor = LineEditor.split(LineEditor.empty, before, after)
  const lines: Array<string> = []
  for (let at = Completion.begin(editor, roster); at !== undefined && lines.length < 20; ) {
    at = Completion.turn(at, step)
    const { after, before } = Completion.apply(at, editor)
    const made = `${before.join("")}|${after.join("")}`
    if (made === line) break
    lines.push(made)
  }
  return lines
}

describe("completion", () => {
  it("knows the commands", () => {
    assert.deepEqual(completions("/c|"), ["/create |", "/clear|"])
    assert.deepEqual(completions("/J|"), ["/join |"])
    assert.deepEqual(completions("say /c|"), [])
  })

  it("knows channels after /join and /create, with spaces in them", () => {
    assert.deepEqual(completions("/join l|"), ["/join Lounge|", "/join lab|", "/join lab two|"])
    assert.deepEqual(completions("/create lab t|"), ["/create lab two|"])
  })

  it("knows people, the latest speaker first, with a colon at the line's start", () => {
    assert.deepEqual(completions("|"), ["Bob: |", "Anna Zoë: |", "Annika: |"])
    assert.deepEqual(completions("AN|"), ["Anna Zoë: |", "Annika: |"])
    assert.deepEqual(completions("hi b|!"), ["hi Bob |!"])
    assert.deepEqual(completions("hi anna z|"), ["hi Anna Zoë |"])
    assert.deepEqual(completions("hi x|"), [])
  })

  it("goes the other way round with Shift-TAB", () => {
    assert.deepEqual(completions("|", -1), ["Annika: |", "Anna Zoë: |", "Bob: |"])
  })

  it("offers no name that could not be typed", () => assert.deepEqual(completions("an\u200b|"), []))
})

describe("roster", () => {
  it("keeps the most recent speaker first", () => {
    const names = ["a", "b", "c", "b", "a", "a"].map(fromText)
    assert.deepEqual(names.reduce(Roster.spoke, Roster.empty).people, ["a", "b", "c"])
  })

  it("does not grow without end", () => {
    let all = Roster.empty
    for (let index = 0; index < 1000; index++)
      all = Roster.joined(Roster.spoke(all, fromText(`s${index}`)), fromText(`j${index}`))
    assert.equal(all.people.length, 500)
    assert.equal(all.people[0], "s999")
  })
})
