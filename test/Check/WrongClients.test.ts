/** Clients with one thing wrong each: they fail exactly the cases about it. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { suite } from "../../src/Check/Client/Suite.ts"
import { flawsOf, notes, notPassed, results, SUITE_TIMEOUT } from "./support/Verdict.ts"
import * as Wrong from "./support/Wrong.ts"

const EXACT = "client.print.exact"

const wrong: Readonly<Record<string, ReadonlyArray<string>>> = {
  "does not send its name": ["client.send.name"],
  "sends without padding": [
    "client.send.name",
    "client.send.line",
    "client.send.command",
    "client.send.leading-spaces",
    "client.send.full",
    "client.send.together",
    "client.send.empty",
    "client.send.overlong",
    "client.send.continuation",
    "client.send.bytes",
    "?client.print.pieces",
    "client.print.while-half",
    "client.prompt.line",
    "client.input.end",
    "client.conversation"
  ],
  "pads with NUL bytes": ["client.send.line"],
  "sends commands without their slash": ["client.send.command", "client.conversation"],
  "sends lines stripped on the left": ["client.send.leading-spaces"],
  "takes one line a chunk": ["client.send.together"],
  "handles one line of all that it has read": ["client.send.together"],
  "sends ASCII only": ["client.send.bytes"],
  "begins continuations with a slash": ["client.send.continuation"],
  "does not strip": ["client.print.stripped", EXACT],
  "strips on the left": ["client.print.leading-spaces"],
  "prints each chunk": ["client.print.pieces", "client.print.coalesced", "client.print.straddling", "client.end.last"],
  "prints one message a chunk": ["client.print.coalesced", "client.print.straddling"],
  "loses half frames": ["client.print.pieces", "client.print.straddling"],
  "prints the first line of a list": ["client.print.list"],
  "prints ASCII only": ["client.print.bytes"],
  "waits for the rest of a message": ["?client.print.pieces", "client.print.while-half"],
  "does not write over the prompt": ["client.print.over", EXACT],
  "writes over the prompt without erasing it": ["client.print.over", EXACT],
  "forgets the second return": ["client.print.over", EXACT],
  "never prompts": ["client.prompt.start", "client.prompt.line", "client.prompt.message", EXACT],
  "prompts only at its start": ["client.prompt.line", "client.prompt.message", EXACT],
  "prompts only when it has sent something": ["client.prompt.start", EXACT],
  "does not prompt after a message": ["client.prompt.message", EXACT],
  "goes without a word": ["client.end.closed", "client.end.reset", "client.end.host"],
  "misspells a constant": ["client.end.closed", "client.end.reset", "client.end.host"],
  "stays when the server has gone": ["client.end.closed", "client.end.reset"],
  "crashes at a reset": ["client.end.reset"],
  "names the address and not the host": ["client.end.host"],
  "prints half a frame at the end": ["client.end.last"],
  "says nothing when it cannot connect": ["client.end.nobody"],
  "prompts before it has connected": ["client.end.nobody-prompt"],
  "spins at the end of its input": ["client.input.end"]
}

/** What the course's own test ignores is no failure; the case that is exact to the byte reports the difference. */
const inexact = ["prompts twice", "begins a new line", "erases with an escape sequence"]

/** What these do is right. */
const right = ["leaves at the end of its input", "sends its name late"]

/** Readings that the assignment allows, with the case that notes them and what it notes. */
const tolerated: Readonly<Record<string, readonly [id: string, note: RegExp]>> = {
  "sends the newline in front of the padding": ["client.send.line", /between a text and its padding.*\\n/i],
  "skips empty lines": ["client.send.empty", /not sent/]
}

describe.concurrent("a client that", { timeout: SUITE_TIMEOUT }, () => {
  it.live("has nothing wrong passes", () =>
    Effect.gen(function* () {
      assert.deepEqual(notPassed(yield* results(suite)), [])
    }).pipe(Effect.provide(Wrong.client()))
  )

  for (const habit of right) {
    it.live(`${habit} passes`, () =>
      Effect.gen(function* () {
        assert.deepEqual(notPassed(yield* results(suite)), [])
      }).pipe(Effect.provide(Wrong.client(habit)))
    )
  }

  it.live("does not flush is asked whether it does", () =>
    Effect.gen(function* () {
      const [result] = yield* results(suite, { only: ["client.print.message"] })
      assert.match(result?.mismatch?.actual ?? "", /^nothing within 2s; is its output flushed\?$/)
    }).pipe(Effect.provide(Wrong.client("does not flush")))
  )

  it.live("prints no newline after a message is told that one is missing", () =>
    Effect.gen(function* () {
      const [result] = yield* results(suite, { only: ["client.print.over"] })
      assert.equal(result?.mismatch?.expected, `it prints "A" and a newline`)
    }).pipe(Effect.provide(Wrong.client("prints no newline after a message")))
  )

  for (const [flaw, ids] of Object.entries(wrong)) {
    it.live(`${flaw} fails exactly the cases about it`, () =>
      Effect.gen(function* () {
        assert.deepEqual(notPassed(yield* results(suite)), ids)
      }).pipe(Effect.provide(Wrong.client(flaw)))
    )
  }

  for (const flaw of inexact) {
    it.live(`${flaw} differs, and fails nothing`, () =>
      Effect.gen(function* () {
        const all = yield* results(suite)
        assert.deepEqual(notPassed(all), [EXACT])
        assert.deepEqual(
          all.filter(({ outcome }) => outcome === "failed"),
          []
        )
      }).pipe(Effect.provide(Wrong.client(flaw)))
    )
  }

  for (const [flaw, [id, expected]] of Object.entries(tolerated)) {
    it.live(`${flaw} passes, and it is noted`, () =>
      Effect.gen(function* () {
        const all = yield* results(suite)
        assert.deepEqual(notPassed(all), [])
        assert.match(notes(all, id), expected)
      }).pipe(Effect.provide(Wrong.client(flaw)))
    )
  }
})

it("every flaw of the wrong clients has its test", () => {
  const others = [...right, "does not flush", "prints no newline after a message"]
  const tested = [...Object.keys(wrong), ...inexact, ...Object.keys(tolerated), ...others]
  assert.deepEqual(flawsOf("client"), tested.sort())
})
