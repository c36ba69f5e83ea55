/** Wrong programs that fail many cases for one reason: the report says which, first. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { suite as clientSuite } from "../../src/Check/Client/Suite.ts"
import * as Causes from "../../src/Check/Report/Causes.ts"
import { suite as serverSuite } from "../../src/Check/Server/Suite.ts"
import { SLOW_CASES } from "./support/serverFlaws.ts"
import { hasty, results, SUITE_TIMEOUT } from "./support/Verdict.ts"
import * as Wrong from "./support/Wrong.ts"

const servers: Readonly<Record<string, RegExp>> = {
  "sends frames of 199 bytes": /^\d+ of \d+ failures have one cause: messages of 199 bytes instead of 200\.$/,
  "sends without padding": /^\d+ of \d+ failures have one cause: messages without spaces up to 200 bytes\.$/,
  "never answers": /^\d+ of \d+ failures have one cause: an answer that does not come within 50ms\.$/,
  "begins messages with an arrow": /^\d+ of \d+ failures have one cause: "-> " in front of messages\.$/
}

describe.concurrent("the first line of the report", { timeout: SUITE_TIMEOUT }, () => {
  for (const [flaw, line] of Object.entries(servers)) {
    it.live(`about a server that ${flaw} is the cause`, () =>
      Effect.gen(function* () {
        const all = yield* results(serverSuite, { except: SLOW_CASES, timeouts: hasty })
        assert.match(Causes.lines(all)[0] ?? "", line)
      }).pipe(Effect.provide(Wrong.server(flaw)))
    )
  }

  it.live("about a client that sends without padding is the cause", () =>
    Effect.gen(function* () {
      const all = yield* results(clientSuite, { timeouts: hasty })
      assert.match(Causes.lines(all)[0] ?? "", /one cause: messages without spaces up to 200 bytes\.$/)
    }).pipe(Effect.provide(Wrong.client("sends without padding")))
  )

  it.live("about a client that does not flush is the cause", () =>
    Effect.gen(function* () {
      const all = yield* results(clientSuite, { timeouts: hasty })
      assert.match(Causes.lines(all)[0] ?? "", /one cause: nothing that is printed within 50ms\.$/)
    }).pipe(Effect.provide(Wrong.client("does not flush")))
  )
})
