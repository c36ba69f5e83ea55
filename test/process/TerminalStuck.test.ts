/** `chat client` on a terminal that is held, and with a history that would be waited for: it works, and a signal ends it. */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { executable } from "./support/Program.ts"
import { listen } from "./support/RawSocket.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"
import { startCommand, startOnTerminal } from "./support/TerminalProgram.ts"

const SIZE = { cols: 200, rows: 24 }

/**
 * Loaded into the client: when it writes what the test has said, it gets SIGTERM in the next turn of its loop. There is no
 * next turn if writing blocks.
 */
const LOADED = `
  const write = process.stdout.write
  process.stdout.write = function (bytes, ...rest) {
    if (String(bytes).includes("is held")) setImmediate(() => process.kill(process.pid, "SIGTERM"))
    return write.call(this, bytes, ...rest)
  }
`

describe("SIGTERM", () => {
  it.scopedLive("ends a client whose terminal is held", () =>
    Effect.gen(function* () {
      const { accept, port } = yield* listen
      const loaded = `${yield* temporaryPath}.cjs`
      yield* Effect.promise(() => writeFile(loaded, LOADED))
      const words = ["--require", loaded, executable, "client", "--plain", "Panda", "127.0.0.1", String(port)]
      const client = yield* startCommand(process.execPath, words, SIZE)
      const socket = yield* accept
      yield* client.screen.contains("Notice: Connected")
      // Line by line, ^S is the terminal's.
      yield* client.press("\u0013")
      yield* socket.sendFrames("[Ann] the terminal is held")
      assert.equal(yield* client.exit, 0)
    })
  )

  it.scopedLive("ends a client whose history is a named pipe, which it does not wait for", () =>
    Effect.gen(function* () {
      const { accept, port } = yield* listen
      const history = join(dirname(yield* temporaryPath), "effect-chat", "history")
      yield* Effect.promise(() => mkdir(dirname(history)))
      execFileSync("mkfifo", [history])
      const client = yield* startOnTerminal(["client", "Panda", "127.0.0.1", String(port)], SIZE, {
        XDG_STATE_HOME: dirname(dirname(history))
      })
      const socket = yield* accept
      yield* client.screen.contains(`-- History is not kept: ${history}: it is not a regular file.`)
      yield* client.press("hello\r")
      yield* socket.received.contains("hello")
      yield* Effect.sync(() => process.kill(client.pid, "SIGTERM"))
      assert.equal(yield* client.exit, 0)
    })
  )
})
