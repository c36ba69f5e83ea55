/** What the server logs. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { startServer, startServerAt } from "./support/Program.ts"
import { connectTo } from "./support/RawSocket.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"

const lines = (text: string) => text.trimEnd().split("\n")

describe("the server's log", () => {
  it.scopedLive("has a line for the start and one for the stop, each with its time", () =>
    Effect.gen(function* () {
      const server = yield* startServer()
      const ann = yield* connectTo(server.port)
      yield* ann.sendFrames("Ann", "/join")
      yield* ann.received.contains("/join command")
      yield* server.signal("SIGTERM")
      yield* server.exit
      const untimed = lines(server.stderr.text).map((line) => line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, ""))
      assert.deepEqual(untimed, [`INFO listening on 127.0.0.1:${server.port}`, "INFO stopping"])
    })
  )

  it.scopedLive("says at debug who is behind a connection, in quotes, and when it ends", () =>
    Effect.gen(function* () {
      const server = yield* startServer("127.0.0.1", { flags: ["--log-level", "debug"] })
      const ann = yield* connectTo(server.port)
      yield* ann.sendFrames('Ann "x"')
      yield* server.stderr.until("the name", (text) => /127\.0\.0\.1:\d+ is "Ann \\"x\\""\n/.test(text))
      yield* ann.end
      yield* server.stderr.contains(" disconnected: end of stream\n")
    })
  )

  it.scopedLive.runIf(process.platform === "linux")("has no times where it is systemd's journal", () =>
    Effect.gen(function* () {
      const place = yield* temporaryPath
      const shell = 'export JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2); exec "$@"'
      const server = yield* startServerAt(place, { shell })
      assert.deepEqual(lines(server.stderr.text), [`INFO listening on ${place}`])
      const elsewhere = yield* temporaryPath
      const other = yield* startServerAt(elsewhere, { env: { JOURNAL_STREAM: "1:1" } })
      assert.match(other.stderr.text, /^\d{4}-/)
    })
  )
})
