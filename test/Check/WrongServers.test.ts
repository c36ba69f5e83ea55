/** Servers with one thing wrong each: they fail exactly the cases about it. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { suite } from "../../src/Check/Server/Suite.ts"
import { nearlyAllWrong, right, SLOW_CASES, STUCK, tolerated, wrong, wrongWithMany } from "./support/serverFlaws.ts"
import { flawsOf, hasty, notes, notPassed, results, SUITE_TIMEOUT } from "./support/Verdict.ts"
import * as Wrong from "./support/Wrong.ts"

/** Cases for a server without a barrier: the errors themselves, and some in which nothing must come. */
const inSilence = [
  "server.message.relay",
  "server.message.no-echo",
  "server.message.outside",
  "server.join.announced",
  "server.error.unknown-channel",
  "server.error.unknown-channel-unmoved",
  "server.leave.announced"
]

/** Cases that see a message of somebody else, and are not about what stands in front of it. */
const notOfBrackets = [
  "server.name.first",
  "server.name.pieces",
  "server.create.silent",
  "server.join.silent",
  "server.channel.inner-spaces",
  "server.list.none"
]

describe("a server with nothing wrong", { timeout: SUITE_TIMEOUT }, () => {
  it.live("passes", () =>
    Effect.gen(function* () {
      assert.deepEqual(notPassed(yield* results(suite)), [])
    }).pipe(Effect.provide(Wrong.server()))
  )
})

describe.concurrent("a server that", { timeout: SUITE_TIMEOUT }, () => {
  it.live("puts the name in front of the padding is told by how much its messages are too long", () =>
    Effect.gen(function* () {
      const [result] = yield* results(suite, { only: ["server.frame.size"] })
      assert.match(result?.mismatch?.actual ?? "", /^one of 208 bytes: is the text stripped before the name/)
    }).pipe(Effect.provide(Wrong.server("puts the name in front of the padding")))
  )

  it.live("begins texts with the wipe is told so, once", () =>
    Effect.gen(function* () {
      const all = yield* results(suite, { only: ["server.frame.size", "server.message.relay", "server.list.one"] })
      assert.deepEqual(
        all
          .filter(({ notes }) => notes.some((note) => note.includes(`there is "\\r    \\r"`)))
          .map((one) => one.case.id),
        ["server.frame.size"]
      )
    }).pipe(Effect.provide(Wrong.server("begins texts with the wipe")))
  )

  it.live("waits for the name of a silent client is told who is not served, and since when", () =>
    Effect.gen(function* () {
      const [result] = yield* results(suite, { only: ["server.name.silent"], timeouts: hasty })
      const { actual, expected } = result?.mismatch ?? {}
      assert.equal(expected, "Panda is served while another client has sent 9 of 200 bytes")
      assert.equal(actual, "nothing within 50ms; does recv wait for the rest?")
    }).pipe(Effect.provide(Wrong.server("waits for the name of a silent client")))
  )

  it.live("puts no brackets around names fails no case that is about something else", () =>
    Effect.gen(function* () {
      assert.deepEqual(notPassed(yield* results(suite, { only: ["server.message.relay", ...notOfBrackets] })), [
        "server.message.relay"
      ])
    }).pipe(Effect.provide(Wrong.server("puts no brackets around names")))
  )

  for (const habit of right) {
    it.live(`${habit} passes`, () =>
      Effect.gen(function* () {
        assert.deepEqual(notPassed(yield* results(suite, { except: SLOW_CASES })), [])
      }).pipe(Effect.provide(Wrong.server(habit)))
    )
  }

  for (const [flaw, ids] of Object.entries(wrong)) {
    it.live(`${flaw} fails exactly the cases about it`, () =>
      Effect.gen(function* () {
        assert.deepEqual(notPassed(yield* results(suite, { except: SLOW_CASES })), ids)
      }).pipe(Effect.provide(Wrong.server(flaw)))
    )
  }

  for (const [flaw, ids] of Object.entries(wrongWithMany)) {
    it.live(`${flaw} fails exactly the cases about it`, () =>
      Effect.gen(function* () {
        const only = SLOW_CASES.filter((id) => id !== STUCK || ids.includes(STUCK))
        assert.deepEqual(notPassed(yield* results(suite, { only })), ids)
      }).pipe(Effect.provide(Wrong.server(flaw)))
    )
  }

  it.live("answers no errors fails the cases about them, and a silence is waited for in the others", () =>
    Effect.gen(function* () {
      const all = yield* results(suite, { only: inSilence })
      assert.deepEqual(notPassed(all), ["server.message.outside", "server.error.unknown-channel"])
    }).pipe(Effect.provide(Wrong.server("answers no errors")))
  )

  for (const [flaw, [id, expected]] of Object.entries(tolerated)) {
    it.live(`${flaw} passes, and it is noted`, () =>
      Effect.gen(function* () {
        const all = yield* results(suite, { except: SLOW_CASES })
        assert.deepEqual(notPassed(all), [])
        assert.match(notes(all, id), expected)
      }).pipe(Effect.provide(Wrong.server(flaw)))
    )
  }

  it.live("sends without padding is told what it has sent", () =>
    Effect.gen(function* () {
      const [result] = yield* results(suite, { only: ["server.name.first"], timeouts: hasty })
      assert.match(result?.mismatch?.actual ?? "", /^only "Alice has joined.*", which is \d+ bytes and no whole frame/)
    }).pipe(Effect.provide(Wrong.server("sends without padding")))
  )

  for (const [flaw, passed] of Object.entries(nearlyAllWrong)) {
    it.live(`${flaw} passes no case but ${passed}`, () =>
      Effect.gen(function* () {
        const all = yield* results(suite, { except: SLOW_CASES, timeouts: hasty })
        const failed = notPassed(all).map((id) => id.replace("?", ""))
        assert.deepEqual(
          all.map((result) => result.case.id).filter((id) => !failed.includes(id)),
          passed
        )
      }).pipe(Effect.provide(Wrong.server(flaw)))
    )
  }
})

it("every flaw of the wrong servers has its test here, among the causes or among the processes", () => {
  const tested = [wrong, wrongWithMany, tolerated, nearlyAllWrong].flatMap(Object.keys)
  assert.deepEqual(
    flawsOf("server"),
    [
      ...tested,
      ...right,
      "answers no errors",
      "begins messages with an arrow",
      "floods",
      "puts no brackets around names"
    ].sort()
  )
})
