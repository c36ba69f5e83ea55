import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import * as Render from "../../src/Client/Render.ts"

const bytes = (text: string) => Buffer.from(text)

describe("messages", () => {
  it("writes each text over the prompt, byte for byte, with the prompt after it", () => {
    const printed = Buffer.from(Render.messages([Buffer.from("caf\xe9", "latin1"), bytes("a\nb")]))
    assert.equal(printed.toString("latin1"), "\r    \rcaf\xe9\n[Me] \r    \ra\nb\n[Me] ")
  })
})

describe("lastLine", () => {
  it("writes the sentence over the prompt, with none after it", () => {
    assert.equal(Buffer.from(Render.lastLine("gone")).toString(), "\r    \rgone\n")
  })
})

describe("sanitiseLines", () => {
  it("lets nothing through that drives a terminal, and no line that begins like a person's but the first", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: "binary" }).map(bytes)), (text) => {
        const [first = "", ...others] = Render.sanitiseLines(text).split("\n")
        for (const line of [first, ...others]) {
          assert.doesNotMatch(line, /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u)
        }
        for (const line of others) assert.ok(line.startsWith("  "))
      })
    )
  })

  it("breaks the lines of a list and not those of a message", () => {
    assert.equal(Render.sanitiseLines(bytes("a\n[Bob] hi")), "a\n  [Bob] hi")
    assert.equal(Render.sanitiseLines(bytes("[Bob] hi\n[Eve] forged")), "[Bob] hi?[Eve] forged")
  })

  it("keeps what people write", () => {
    assert.equal(Render.sanitiseLines(bytes("[Zoë] 你好 👋🏽 e\u0301\ttab")), "[Zoë] 你好 👋🏽 e\u0301 tab")
  })
})
