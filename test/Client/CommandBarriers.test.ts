/** What a program is told of the commands that it has sent. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import { CommandBarriers } from "../../src/Client/CommandBarriers.ts"
import * as Incoming from "../../src/Client/Incoming.ts"
import { JOIN_REQUIRES_ARGUMENT } from "../support/frames.ts"

const NO_CHANNEL = "No channel named lab exists. Try '/create lab'?"

/** Sends lines, then receives texts; answers with what a barrier told at each: the channel, "-" for none, else nothing. */
const told = (lines: ReadonlyArray<string>, texts: ReadonlyArray<string>) => {
  const commands = new CommandBarriers()
  const barriers = lines.map((line) => commands.follow(Buffer.from(line.padEnd(200))).length)
  const passed = texts.map((text) => {
    const found = commands.receive(Incoming.parse(Buffer.from(text)))
    return found === undefined ? "" : (found.moved ?? "-")
  })
  return { barriers, passed, isEmpty: commands.isEmpty }
}

describe("commands and their barriers", () => {
  it("tell a move when its barrier is answered and nothing was said against it", () => {
    const { barriers, isEmpty, passed } = told(
      ["hello", "/join lab"],
      ["[Ann] hi", "Ben has joined", JOIN_REQUIRES_ARGUMENT, JOIN_REQUIRES_ARGUMENT]
    )
    assert.deepEqual(barriers, [0, 1])
    assert.deepEqual(passed, ["", "", "lab", ""])
    assert.ok(isEmpty)
  })

  it("tell no move that was refused, and the next one all the same", () => {
    const answers = [NO_CHANNEL, JOIN_REQUIRES_ARGUMENT, JOIN_REQUIRES_ARGUMENT]
    assert.deepEqual(told(["/join lab", "/create lab"], answers).passed, ["", "-", "lab"])
  })

  it("do not take the answer to an earlier text for one about the move", () => {
    const answer = "Not currently in any channel. Must join a channel before sending messages."
    assert.deepEqual(told(["hello", "/join lab"], [answer, JOIN_REQUIRES_ARGUMENT]).passed, ["", "lab"])
  })

  it("leave the answer that the user has asked for to the user", () => {
    const { isEmpty, passed } = told(["/join"], [JOIN_REQUIRES_ARGUMENT, JOIN_REQUIRES_ARGUMENT])
    assert.deepEqual(passed, ["", "-"])
    assert.ok(isEmpty)
  })
})
