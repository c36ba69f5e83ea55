/** More connections than the system gives the process file descriptors for. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { startServer } from "../process/support/Program.ts"
import { connectCalm } from "./support/CalmMember.ts"
import { converse } from "./support/Conversation.ts"
import { type HostileSocket, openHostile } from "./support/HostileSocket.ts"

const REPORT = /WARN a connection was turned away: [^\n]* \(1 since the start\)\n/g

// Only Linux tells a process how many it may have.
describe.skipIf(process.platform !== "linux")("a server that runs out of file descriptors", () => {
  it.scopedLive("says so once, delivers its members' messages, and accepts again when there are some", () =>
    Effect.gen(function* () {
      const server = yield* startServer("127.0.0.1", { shell: 'ulimit -n 64; exec "$@"' })
      const conversation = yield* converse(server.port, { channels: 1, speakers: 2 })
      const crowd: ReadonlyArray<HostileSocket> = yield* Effect.replicateEffect(openHostile(server.port), 150)
      yield* conversation.round
      yield* server.stderr.contains("WARN a connection was turned away: ")
      yield* conversation.round
      yield* Effect.forEach(crowd, (one) => one.leave, { discard: true })
      // When everybody has been answered, the server has seen the others leave.
      yield* conversation.settle
      conversation.check()
      const newcomer = yield* connectCalm(server.port, "newcomer", "/join calm 0")
      assert.deepEqual(newcomer.heard, [])
      yield* server.signal("SIGTERM")
      assert.deepEqual(yield* server.exit, { status: 0, signal: null })
      assert.equal(server.stderr.text.match(REPORT)?.length, 1, server.stderr.text)
    })
  )
})
