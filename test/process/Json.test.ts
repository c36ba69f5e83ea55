/** What bots use: `chat client --json`, with a real server. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { openLab } from "./support/Lab.ts"
import { run, start } from "./support/Program.ts"

describe("chat client --json", () => {
  it.scopedLive("prints an object a line for what arrives, and sends the lines of its input", () =>
    Effect.gen(function* () {
      const { ann, to } = yield* openLab()
      const bot = yield* start(["client", "Bot", ...to, "--json"])
      yield* bot.write("/join lab\nhello\n")
      yield* ann.received.contains("[Bot] hello")
      yield* ann.sendFrames("hi \xff", "bye")
      yield* bot.stdout.contains('"bye",')
      const objects = bot.stdout.text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(Buffer.from(line, "latin1").toString()))
      const untimed = objects.map(({ time, ...fields }) => {
        assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
        return fields
      })
      const base64 = Buffer.from("[Ann] hi \xff", "latin1").toString("base64")
      assert.deepEqual(untimed, [
        { type: "connected" },
        { type: "channel", name: "lab" },
        { type: "message", from: "Ann", text: "hi \ufffd", base64 },
        { type: "message", from: "Ann", text: "bye" }
      ])
    })
  )

  it.scopedLive("begins in a channel, and tells so, whether it exists or not", () =>
    Effect.gen(function* () {
      const { to } = yield* openLab()
      const begin = (channel: string) =>
        Effect.gen(function* () {
          const { stdout } = yield* run(["client", "Bot", ...to, "--json", "--exit-on-eof", "--channel", channel], {
            stdin: "nothing"
          })
          const events = stdout.trimEnd().split("\n")
          return events.map((line) => JSON.parse(line)).map(({ name, text, type }) => `${type} ${name ?? text ?? ""}`)
        })
      assert.deepEqual(yield* begin("lab"), [
        "connected ",
        "channel lab",
        "answer Room lab already exists, so cannot be created."
      ])
      assert.deepEqual(yield* begin("new"), [
        "connected ",
        "answer No channel named new exists. Try '/create new'?",
        "channel new"
      ])
    })
  )

  it.live("says why there is no connection, with status 1", () =>
    Effect.gen(function* () {
      const { status, stdout } = yield* run(["client", "Bot", "127.0.0.1", "1", "--json"])
      const { time, ...fields } = JSON.parse(stdout)
      assert.ok(time)
      assert.deepEqual(fields, { type: "disconnected", text: "Unable to connect to 127.0.0.1:1" })
      assert.equal(status, 1)
    })
  )
})

describe("chat client --json --exit-on-eof", () => {
  it.scopedLive("leaves when everything that it was asked to send is answered", () =>
    Effect.gen(function* () {
      const { to } = yield* openLab()
      const bot = yield* start(["client", "Bot", ...to, "--json", "--exit-on-eof"])
      yield* bot.write("/list\n/join nowhere\n/join\n/join lab\n/create lab\nhi\n/nonsense")
      yield* bot.endInput
      assert.deepEqual(yield* bot.exit, { status: 0, signal: null })
      const events = bot.stdout.text.trimEnd().split("\n")
      const told = events.map((line) => JSON.parse(line)).map(({ name, text, type }) => `${type} ${name ?? text ?? ""}`)
      assert.deepEqual(told, [
        "connected ",
        "answer lab",
        "answer No channel named nowhere exists. Try '/create nowhere'?",
        "answer /join command must be followed by the name of a channel to join.",
        "channel lab",
        "answer Room lab already exists, so cannot be created.",
        "answer /nonsense is not a valid control message. Valid messages are /create, /list, and /join."
      ])
    })
  )
})
