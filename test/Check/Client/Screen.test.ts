import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import { content, prompts, render } from "../../../src/Check/Client/Screen.ts"

describe("the screen", () => {
  it("shows a message that is written over the prompt as a line of its own", () => {
    assert.deepEqual(render("[Me] \r    \rA\n[Me] "), ["A", "[Me]"])
  })

  it("shows what is left of a prompt that is not erased", () => {
    assert.deepEqual(render("[Me] \rA\n[Me] "), ["AMe]", "[Me]"])
    assert.deepEqual(render("[Me] [Alice] hi\n"), ["[Me] [Alice] hi", ""])
    assert.deepEqual(render("[Me] \r    A\n"), ["    A", ""])
  })

  it("ends the line between two prompts, where a terminal has echoed Enter", () => {
    assert.deepEqual(render("[Me] [Me] \r    \rA\n"), ["[Me]", "A", ""])
  })

  it("obeys backspaces and erasing, and passes other sequences over", () => {
    assert.deepEqual(render("[Me] \b\b\b\b\b     \b\b\b\b\bA\n"), ["A", ""])
    assert.deepEqual(render("[Me] \r\u001b[KA\n"), ["A", ""])
    assert.deepEqual(render("[Me] \u001b[2K\rA\n"), ["A", ""])
    assert.deepEqual(render("\u001b[31mred\u001b[0m\n"), ["red", ""])
  })
})

it("the content is what the course's own test compares", () => {
  assert.deepEqual(content("[Me] \r    \r[Kay] Hi!\n[Me] "), ["[Kay] Hi!"])
  assert.deepEqual(content("\n\n[Kay] Hi!\r\n\n"), ["[Kay] Hi!"])
  assert.deepEqual(content("[Me] a\nb\n[Me] \u001b[Kc"), ["a", "b", "c"])
})

it("prompts are counted", () => {
  assert.equal(prompts("[Me] \r    \rA\n[Me] "), 2)
  assert.equal(prompts(""), 0)
})
