/** An error that nobody catches, brought about in the built program: it is reported with its number, and survived. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { inject } from "../process/support/Injection.ts"
import { startServer } from "../process/support/Program.ts"
import { connectCalm } from "./support/CalmMember.ts"
import { converse } from "./support/Conversation.ts"

const faults = `
  process.on("SIGUSR2", () => { throw new Error("thrown in an event") })
  process.on("SIGWINCH", () => { Promise.reject(new Error("rejected and forgotten")) })
`

describe("an error that nobody catches", () => {
  it.scopedLive("is reported with its number since the start, and no member loses anything", () =>
    Effect.gen(function* () {
      const server = yield* startServer("127.0.0.1", { env: inject(faults) })
      const conversation = yield* converse(server.port, { channels: 1, speakers: 2 })
      const report = (number: number, error: string) =>
        server.stderr.until(`report ${number}`, (text) =>
          text.includes(`ERROR uncaught error, number ${number} since the start: Error: ${error}\n    at `)
        )
      yield* server.signal("SIGUSR2")
      yield* report(1, "thrown in an event")
      yield* conversation.round
      yield* server.signal("SIGWINCH")
      yield* report(2, "rejected and forgotten")
      yield* conversation.round
      yield* server.signal("SIGUSR2")
      yield* report(3, "thrown in an event")
      yield* conversation.settle
      conversation.check()
      assert.deepEqual((yield* connectCalm(server.port, "newcomer", "/join calm 0")).heard, [])
      yield* server.signal("SIGTERM")
      assert.deepEqual(yield* server.exit, { status: 0, signal: null })
    })
  )
})
