import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import * as Json from "../../src/Client/Json.ts"

const TIME = "2026-01-31T12:00:00.000Z"

const parse = (text: string | Uint8Array) => {
  const { time, ...fields } = JSON.parse(Json.render(Buffer.from(text), TIME))
  assert.equal(time, TIME)
  return fields
}

describe("render", () => {
  it("tells messages, notices of joining and leaving, and answers apart", () => {
    assert.deepEqual(parse("[Ann] hi  there"), { type: "message", from: "Ann", text: "hi  there" })
    assert.deepEqual(parse("Ben has joined"), { type: "joined", name: "Ben" })
    assert.deepEqual(parse("Ben has left"), { type: "left", name: "Ben" })
    assert.deepEqual(parse("lab\nzoo"), { type: "answer", text: "lab\nzoo" })
  })

  it("has the bytes of a text that is not UTF-8", () => {
    const bytes = Buffer.from("[Zo\xeb] caf\xe9", "latin1")
    assert.deepEqual(parse(bytes), {
      type: "message",
      from: "Zo\ufffd",
      text: "caf\ufffd",
      base64: bytes.toString("base64")
    })
  })

  it("loses nothing, in one line of printable characters", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: "binary" }).map((text) => Buffer.from(text)),
      fc.string({ unit: "binary" }).map((text) => Buffer.from(`[Ann] ${text}`))
    )
    fc.assert(
      fc.property(bytes, (bytes) => {
        const line = Json.render(bytes, TIME)
        assert.match(line, /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*\n$/u)
        const { base64, from, name, text, type } = JSON.parse(line)
        const told = {
          message: `[${from}] ${text}`,
          joined: `${name} has joined`,
          left: `${name} has left`,
          answer: text
        }
        const whole = told[type as keyof typeof told]
        const back = base64 === undefined ? Buffer.from(whole) : Buffer.from(base64, "base64")
        // An empty message has no space after its name.
        assert.equal(back.toString("latin1").trimEnd(), Buffer.from(bytes).toString("latin1").trimEnd())
      })
    )
  })
})
