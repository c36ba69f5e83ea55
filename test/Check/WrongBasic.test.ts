/** Part 1's pair with one thing wrong each: they fail exactly the cases about it. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { suite as clientSuite } from "../../src/Check/Basic/ClientSuite.ts"
import { suite as serverSuite } from "../../src/Check/Basic/ServerSuite.ts"
import { flawsOf, notes, notPassed, results, SUITE_TIMEOUT } from "./support/Verdict.ts"
import * as Wrong from "./support/Wrong.ts"

const servers: Readonly<Record<string, ReadonlyArray<string>>> = {
  "speaks of its clients": ["basic-server.print.only"],
  "prints the first chunk": ["basic-server.print.all", "basic-server.queue"],
  "adds no newline": ["basic-server.print.newline"],
  "prints ASCII only": ["basic-server.print.bytes"],
  "serves all at once": ["basic-server.queue"],
  "serves one client": [
    "?basic-server.print.only",
    "basic-server.print.newline",
    "basic-server.next",
    "basic-server.queue",
    "basic-server.empty",
    "basic-server.reset"
  ],
  "crashes at an empty client": ["basic-server.empty"],
  "crashes at a reset": ["basic-server.reset"]
}

const clients: Readonly<Record<string, ReadonlyArray<string>>> = {
  "sends the first 1024 bytes": ["basic-client.send.long"],
  "sends ASCII only": ["basic-client.send.bytes"],
  "sends in frames": ["basic-client.send", "basic-client.send.lines"],
  "never disconnects": ["basic-client.end"],
  "stays when nobody listens": ["basic-client.nobody"]
}

const toleratedClients: Readonly<Record<string, readonly [id: string, note: RegExp]>> = {
  "sends the first line": ["basic-client.send.lines", /the first line/],
  "sends no newline": ["basic-client.send", /newline/]
}

describe.concurrent("a basic server that", { timeout: SUITE_TIMEOUT }, () => {
  it.live("has nothing wrong passes", () =>
    Effect.gen(function* () {
      assert.deepEqual(notPassed(yield* results(serverSuite)), [])
    }).pipe(Effect.provide(Wrong.basicServer()))
  )

  for (const [flaw, ids] of Object.entries(servers)) {
    it.live(`${flaw} fails exactly the cases about it`, () =>
      Effect.gen(function* () {
        assert.deepEqual(notPassed(yield* results(serverSuite)), ids)
      }).pipe(Effect.provide(Wrong.basicServer(flaw)))
    )
  }

  it("has any flaw of the wrong ones is tested", () => {
    assert.deepEqual(flawsOf("basicServer"), Object.keys(servers).sort())
  })
})

describe.concurrent("a basic client that", { timeout: SUITE_TIMEOUT }, () => {
  it.live("has nothing wrong passes", () =>
    Effect.gen(function* () {
      assert.deepEqual(notPassed(yield* results(clientSuite)), [])
    }).pipe(Effect.provide(Wrong.basicClient()))
  )

  for (const [flaw, ids] of Object.entries(clients)) {
    it.live(`${flaw} fails exactly the cases about it`, () =>
      Effect.gen(function* () {
        assert.deepEqual(notPassed(yield* results(clientSuite)), ids)
      }).pipe(Effect.provide(Wrong.basicClient(flaw)))
    )
  }

  for (const [flaw, [id, expected]] of Object.entries(toleratedClients)) {
    it.live(`${flaw} passes, and it is noted`, () =>
      Effect.gen(function* () {
        const all = yield* results(clientSuite)
        assert.deepEqual(notPassed(all), [])
        assert.match(notes(all, id), expected)
      }).pipe(Effect.provide(Wrong.basicClient(flaw)))
    )
  }

  it("has any flaw of the wrong ones is tested", () => {
    assert.deepEqual(flawsOf("basicClient"), [...Object.keys(clients), ...Object.keys(toleratedClients)].sort())
  })
})
