import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Flags from "../../src/Cli/Flags.ts"

describe("where to connect", () => {
  it.each([
    ["localhost:55555", ["localhost", "55555"]],
    ["127.0.0.1:1", ["127.0.0.1", "1"]],
    ["[::1]:55555", ["::1", "55555"]],
    ["localhost", ["localhost"]],
    ["::1", ["::1"]],
    ["fe80::1:22", ["fe80::1:22"]],
    ["localhost:", ["localhost:"]]
  ])("%s has these parts: %s", (place, parts) => {
    assert.deepEqual(Flags.splitPlace(place), parts)
  })

  const connectTarget = (host: string) =>
    Flags.connectTarget({ host: Option.some(host), port: Option.none(), socket: Option.none() })

  it.effect("may be one word, and its port is checked", () =>
    Effect.gen(function* () {
      assert.deepEqual(yield* connectTarget("localhost:55555"), {
        address: { _tag: "Tcp", host: "localhost", port: 55555 },
        host: "localhost",
        port: "55555"
      })
      const wrong = yield* Effect.flip(connectTarget("localhost:99999"))
      assert.equal(wrong.sentence, "A port is a whole number from 1 to 65535, not '99999'.")
      assert.equal((yield* Effect.flip(connectTarget("localhost"))).sentence, "Missing the port of the server.")
    })
  )
})
