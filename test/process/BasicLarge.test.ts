/** A large input through the basic pair: all of it arrives, and neither end holds more than a little of it. */
import assert from "node:assert/strict"
import { createHash, randomBytes } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { Readable } from "node:stream"
import { it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { start, startBasicServer } from "./support/Program.ts"

const MEBIBYTE = 1024 * 1024

/** More than MEMORY_LIMIT, so that a program that holds it all is found out. */
const SIZE = 256 * MEBIBYTE

/** Twice what the programs take. */
const MEMORY_LIMIT = 200 * MEBIBYTE

/** Checks the most memory that the process has had so far, where the system tells. */
const assertSmall = (pid: number): void => {
  const file = `/proc/${pid}/status`
  const peak = existsSync(file) ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(file, "utf8"))?.[1] : undefined
  if (peak !== undefined) assert.ok(Number(peak) * 1024 < MEMORY_LIMIT, `${peak} KiB in memory`)
}

/** Milliseconds: it takes half a minute on a busy machine, and only a hang takes this long. */
const HANG = 900_000

it.scopedLive(
  "256 MiB of random bytes arrive whole, in flat memory",
  () =>
    Effect.gen(function* () {
      const sent = createHash("sha256")
      const input = function* () {
        for (let size = 0; size < SIZE; size += MEBIBYTE) {
          const chunk = randomBytes(MEBIBYTE)
          sent.update(chunk)
          yield chunk
        }
      }

      const received = createHash("sha256")
      const most = yield* Deferred.make<void>()
      const whole = yield* Deferred.make<void>()
      let size = 0
      const server = yield* startBasicServer("127.0.0.1", {
        onStdout: (chunk) => {
          // After the last byte comes the newline that a client did not send.
          received.update(chunk.subarray(0, Math.max(0, SIZE - size)))
          size += chunk.length
          if (size > SIZE * 0.75) Deferred.unsafeDone(most, Effect.void)
          if (size >= SIZE) Deferred.unsafeDone(whole, Effect.void)
        }
      })
      const client = yield* start(["basic-client", "127.0.0.1", String(server.port)], { stdin: Readable.from(input()) })

      yield* Deferred.await(most)
      assertSmall(client.pid)
      yield* Deferred.await(whole)
      assertSmall(server.pid)
      assert.deepEqual(yield* client.exit, { status: 0, signal: null })
      assert.equal(received.digest("hex"), sent.digest("hex"))
    }),
  HANG
)
