import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import { nearest } from "../src/Nearest.ts"

const names = ["/create", "/join", "/list", "/quit", "--password-file"]

describe("the name that was meant", () => {
  it.each([
    ["/jion", "/join"],
    ["/JOIN", "/join"],
    ["/lists", "/list"],
    ["--pass", "--password-file"],
    ["/who", undefined],
    ["", undefined],
    ["/", undefined]
  ])("of '%s' is %s", (word, name) => {
    assert.equal(nearest(word, names), name)
  })

  it("is not guessed from two letters, one of them wrong", () => {
    assert.equal(nearest("sh", ["bash", "zsh", "fish"]), undefined)
  })

  it("is the nearest of several", () => {
    assert.equal(nearest("server", ["serve", "server"]), "server")
  })
})
