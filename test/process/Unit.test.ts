/** The systemd unit that the documentation shows: systemd knows all of it, and its command line starts a server. */
import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Certificate from "../support/Certificate.ts"
import { isInstalled } from "./support/Installed.ts"
import { executable, listeningPort, start } from "./support/Program.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"

const INSTALLED = "/usr/bin/chat"

const unit = Effect.promise(async () => {
  const page = await readFile(fileURLToPath(new URL("../../docs/SERVER.md", import.meta.url)), "utf8")
  return /```ini\n(\[Unit\][\s\S]+?)```/.exec(page)?.[1] ?? assert.fail("the page shows no unit")
})

describe("the unit for systemd", () => {
  it.scopedLive.runIf(isInstalled("systemd-analyze", "systemd"))("is one that systemd has nothing to say about", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryPath
      const file = join(folder, "chat.service")
      const text = (yield* unit).replace(INSTALLED, executable)
      yield* Effect.promise(() => mkdir(folder))
      yield* Effect.promise(() => writeFile(file, text))
      // Of a setting that it does not know it only warns.
      const said = yield* Effect.promise(() => promisify(execFile)("systemd-analyze", ["verify", "--man=no", file]))
      const about = `${said.stdout}${said.stderr}`.split("\n").filter((line) => line.includes("chat.service"))
      assert.deepEqual(about, [])
    })
  )

  it.scopedLive("starts a server with what it says", () =>
    Effect.gen(function* () {
      const files = yield* Certificate.make()
      const line = /^ExecStart=(.+)$/m.exec(yield* unit)?.[1] ?? assert.fail("the unit starts nothing")
      const here: Readonly<Record<string, string>> = {
        "55555": "0",
        "/etc/chat/fullchain.pem": files.certificate,
        "/etc/chat/privkey.pem": files.key
      }
      const [program, ...words] = line.split(" ").map((word) => here[word] ?? word)
      assert.equal(program, INSTALLED)
      const server = yield* start([...words, "--host", "127.0.0.1"])
      yield* listeningPort(server)
      yield* server.stderr.contains("with TLS")
    })
  )
})
