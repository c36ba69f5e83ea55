import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import { parse } from "../../src/Check/Commands.ts"

const wrong = (...given: Parameters<typeof parse>) => {
  const missing = Either.getOrThrow(Either.flip(parse(...given)))
  return [missing._tag, missing.role]
}

describe("the words of a command line", () => {
  it("are one program's, whatever is among them", () => {
    const words = ["python", "server.py", "{port}", "--", "-v"]
    assert.deepEqual(Either.getOrThrow(parse("server", words)), { server: words })
    assert.deepEqual(Either.getOrThrow(parse("basic-client", words)), { client: words })
  })

  it("are a pair's, on both sides of the first --", () => {
    const client = ["python", "client.py", "--name={name}", "{port}", "--"]
    assert.deepEqual(Either.getOrThrow(parse("pair", ["./server", "{port}", "--", ...client])), {
      server: ["./server", "{port}"],
      client
    })
  })

  it("must be there, with what a program needs among them", () => {
    assert.deepEqual(wrong("client", []), ["NoProgram", "client"])
    assert.deepEqual(wrong("client", ["python", "client.py", "{port}"]), ["NoPlaceholder", "client"])
    assert.deepEqual(wrong("pair", ["./server", "{port}"]), ["NoProgram", "client"])
    assert.deepEqual(wrong("pair", ["--", "./client", "{name}", "{port}"]), ["NoProgram", "server"])
    assert.deepEqual(wrong("pair", ["./server", "--", "./client", "{name}", "{port}"]), ["NoPlaceholder", "server"])
  })
})
