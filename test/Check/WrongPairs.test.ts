/** A server and a client of one student, with one thing wrong in one of them: they fail exactly the cases about it. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { suite } from "../../src/Check/Pair/Suite.ts"
import { notes, notPassed, results, SUITE_TIMEOUT } from "./support/Verdict.ts"
import * as Wrong from "./support/Wrong.ts"

const servers: Readonly<Record<string, ReadonlyArray<string>>> = {
  "tells nobody of a leave": ["pair.example", "pair.move", "pair.leave"],
  "loses half frames": ["pair.pieces"],
  "handles one message a chunk": ["pair.together", "pair.long"],
  "sends to every channel": ["pair.move"],
  "misspells a constant": ["pair.example"],
  "joins by /create": ["pair.errors"],
  "ignores unknown commands, and leaves before it checks": ["pair.errors"]
}

const clients: Readonly<Record<string, ReadonlyArray<string>>> = {
  "takes one line a chunk": ["pair.together", "pair.long"],
  "loses half frames": ["pair.pieces"],
  "goes without a word": ["pair.end"],
  "stays when the server has gone": ["pair.end"],
  "prints the first line of a list": []
}

describe.concurrent("a pair", { timeout: SUITE_TIMEOUT }, () => {
  it.live("with nothing wrong passes, and it is noted what becomes of a long line", () =>
    Effect.gen(function* () {
      const all = yield* results(suite)
      assert.deepEqual(notPassed(all), [])
      assert.match(notes(all, "pair.long"), /^Of a line of 700 bytes 700 are seen, in \d messages\.$/)
    }).pipe(Effect.provide(Wrong.pair()))
  )

  for (const [flaw, ids] of Object.entries(servers)) {
    it.live(`whose server ${flaw} fails exactly the cases about it`, () =>
      Effect.gen(function* () {
        assert.deepEqual(notPassed(yield* results(suite)), ids)
      }).pipe(Effect.provide(Wrong.pair(flaw)))
    )
  }

  for (const [flaw, ids] of Object.entries(clients)) {
    it.live(`whose client ${flaw} fails exactly the cases about it`, () =>
      Effect.gen(function* () {
        assert.deepEqual(notPassed(yield* results(suite)), ids)
      }).pipe(Effect.provide(Wrong.pair(undefined, flaw)))
    )
  }

  it.live("whose server puts no padding behind its texts does not get through the course's own test", () =>
    Effect.gen(function* () {
      const failed = notPassed(yield* results(suite, { only: ["pair.start", "pair.conversation"] }))
      assert.deepEqual(failed, ["pair.conversation"])
    }).pipe(Effect.provide(Wrong.pair("sends without padding")))
  )

  it.live("whose programs agree on something else than the assignment is seen to", () =>
    Effect.gen(function* () {
      const [result] = yield* results(suite, { only: ["pair.errors"] })
      assert.match(result?.mismatch?.message ?? "", /^expected Alice sees .*, but got nothing$/)
      assert.match(
        result?.conversation().join("\n") ?? "",
        /Alice types "\/create tas\\n"\n(.*\n)?Alice -> "\/create tas"\n/
      )
    }).pipe(Effect.provide(Wrong.pair("answers no errors")))
  )
})
