/** The bot in docs/WEB.md does what the page says of it. */
import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { startServer } from "./support/Program.ts"
import { connectTo } from "./support/RawSocket.ts"

const repository = fileURLToPath(new URL("../..", import.meta.url))

const [, code = ""] = /```js\n(.*?)```/s.exec(readFileSync(`${repository}docs/WEB.md`, "utf8")) ?? []

it("is about twenty lines", () => {
  expect(code.trim().split("\n").length).toBeLessThanOrEqual(26)
})

it.scopedLive("answers who asks, in the channel", () =>
  Effect.gen(function* () {
    // At the address of `--host`, because nothing else is said.
    const flags = ["--http-port", "0"]
    const server = yield* startServer("127.0.0.1", { flags })
    const said = yield* server.stderr.until("the page's address", (text) => /page is at \S+\n/.test(text))
    const [, place] = /page is at http:\/\/(127\.0\.0\.1:\S+)\/\n/.exec(said) ?? []
    const ann = yield* connectTo(server.port)
    yield* ann.sendFrames("Ann", "/create lab")
    yield* Effect.acquireRelease(
      Effect.sync(() => {
        const words = ["--input-type=module", "-", `ws://${place}`, "lab"]
        const bot = spawn(process.execPath, words, { cwd: repository, stdio: ["pipe", "ignore", "inherit"] })
        bot.stdin.end(code)
        return bot
      }),
      (bot) => Effect.sync(() => bot.kill())
    )
    yield* ann.received.contains("Clock has joined")
    yield* ann.sendFrames("!time")
    const heard = yield* ann.received.contains("[Clock] 2")
    assert.match(heard, /\[Clock\] \d{4}-\d\d-\d\dT/)
  })
)
