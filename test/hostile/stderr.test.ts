/** A server that cannot log: its disk is full, nobody reads its pipe, it has no file at all. Only the log is lost. */
import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { connect } from "node:net"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { start } from "../process/support/Program.ts"
import type { Place } from "../process/support/RawSocket.ts"
import { temporaryPath } from "../process/support/TemporaryPath.ts"
import { bounded } from "../process/support/Wait.ts"
import { connectCalm } from "./support/CalmMember.ts"
import { converse } from "./support/Conversation.ts"

/** Members converse, and others come and go, each of which makes log lines. */
const assertServes = (place: Place) =>
  Effect.gen(function* () {
    const conversation = yield* converse(place, { channels: 1, speakers: 2 })
    yield* Effect.repeatN(Effect.scoped(connectCalm(place, "guest")), 20)
    yield* conversation.round
    yield* conversation.settle
    conversation.check()
  })

/** Somebody answers on a Unix socket. */
const reach = (path: string) =>
  Effect.async<void, Error>((resume) => {
    const probe = connect({ path })
    probe.once("error", (cause) => resume(Effect.fail(cause)))
    probe.once("connect", () => {
      probe.destroy()
      resume(Effect.void)
    })
  })

/** A server that logs everything, on a Unix socket, because it cannot say on which port it listens. */
const startUnder = (shell: string) =>
  Effect.gen(function* () {
    const path = yield* temporaryPath
    const server = yield* start(["server", "--socket", path, "--log-level", "all"], { shell })
    yield* bounded(
      Effect.retry(reach(path), Schedule.spaced("5 millis")),
      () => `nobody answers on ${path}: ${server.stderr.text}`
    )
    return { path, server }
  }).pipe(Effect.orDie)

describe("a server whose log", () => {
  it.scopedLive.each([
    ...(existsSync("/dev/full") ? [{ log: "goes to a full disk", shell: 'exec "$@" 2>/dev/full' }] : []),
    { log: "is closed", shell: 'exec "$@" 2>&-' },
    { log: "is closed, as standard input and output are", shell: 'exec "$@" <&- >&- 2>&-' }
  ])("$log serves, and ends with status 0", ({ shell }) =>
    Effect.gen(function* () {
      const { path, server } = yield* startUnder(shell)
      yield* assertServes(path)
      yield* server.signal("SIGTERM")
      assert.deepEqual(yield* server.exit, { status: 0, signal: null })
    })
  )

  it.scopedLive("is no longer read by anybody serves, and ends with status 0", () =>
    Effect.gen(function* () {
      const { path, server } = yield* startUnder('exec "$@"')
      yield* server.stderr.contains("listening on")
      yield* server.stderr.abandon
      yield* assertServes(path)
      yield* server.signal("SIGTERM")
      assert.deepEqual(yield* server.exit, { status: 0, signal: null })
    })
  )
})
