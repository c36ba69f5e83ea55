/** What scripts use: `chat send` and `chat list`, with a real server. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { texts } from "../support/frames.ts"
import { patient } from "./support/Injection.ts"
import { openLab } from "./support/Lab.ts"
import { run, start, startServerAt } from "./support/Program.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"

const silent = { status: 0, stdout: "", stderr: "" }

const heard = (text: string) => text.split(/ {2,}/).slice(1)

describe("chat send", () => {
  it.scopedLive.each([
    ["the options last", (to: ReadonlyArray<string>) => ["Bot", ...to, "build", "failed", "--channel", "lab"]],
    ["the channel before the text", (to: ReadonlyArray<string>) => ["Bot", ...to, "--channel", "lab", "build failed"]],
    ["the channel first", (to: ReadonlyArray<string>) => ["--channel", "lab", "Bot", ...to, "build failed"]]
  ] as const)("sends its words as one message and leaves: %s", ([, words]) =>
    Effect.gen(function* () {
      const { ann, to } = yield* openLab()
      assert.deepEqual(yield* run(["send", ...words(to)]), silent)
      yield* ann.received.contains("Bot has left")
      assert.deepEqual(heard(ann.received.text).filter(Boolean), [
        "Bot has joined",
        "[Bot] build failed",
        "Bot has left"
      ])
    })
  )

  it.scopedLive("sends the lines of its input, however many, none of them as a command", () =>
    Effect.gen(function* () {
      const { ann, to } = yield* openLab()
      const lines = Array.from({ length: 5000 }, (_, index) => `/line ${index}`)
      const program = yield* start(["send", "Bot", ...to, "--channel", "lab"], { env: patient })
      yield* program.write(lines.join("\n"))
      yield* program.endInput
      assert.deepEqual(yield* program.exit, { status: 0, signal: null })
      yield* ann.received.contains("Bot has left")
      for (const index of [0, 2500, 4999]) assert.ok(ann.received.text.includes(`[Bot]  /line ${index} `))
      assert.equal(ann.received.text.split("[Bot]").length - 1, lines.length)
    })
  )

  it.scopedLive("sends a long line so that it arrives as whole lines", () =>
    Effect.gen(function* () {
      const { ann, to } = yield* openLab()
      const words = Array.from({ length: 120 }, (_, index) => `word${index}`)
      assert.deepEqual(yield* run(["send", "Bot", ...to, "--channel", "lab", words.join(" ")]), silent)
      yield* ann.received.contains("Bot has left")
      const lines = texts(Buffer.from(ann.received.text, "latin1")).filter((text) => text.startsWith("[Bot] "))
      assert.equal(lines.map((line) => line.slice("[Bot] ".length)).join(" "), words.join(" "))
      assert.equal(lines.length, Math.ceil(words.join(" ").length / 190))
    })
  )

  it.scopedLive("creates the channel where there is none", () =>
    Effect.gen(function* () {
      const { ann, to } = yield* openLab()
      assert.deepEqual(yield* run(["send", "Bot", ...to, "--channel", "new one", "hello"]), silent)
      yield* ann.sendFrames("/list")
      yield* ann.received.contains("lab\nnew one")
    })
  )

  it.scopedLive("takes host and port in one word, and the words behind it for the text", () =>
    Effect.gen(function* () {
      const { ann, to } = yield* openLab()
      assert.deepEqual(yield* run(["send", "Bot", to.join(":"), "42", "is", "it", "--channel", "lab"]), silent)
      yield* ann.received.contains("Bot has left")
      assert.deepEqual(heard(ann.received.text).filter(Boolean), ["Bot has joined", "[Bot] 42 is it", "Bot has left"])
    })
  )

  it.scopedLive("sends to a Unix socket", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* startServerAt(path)
      assert.deepEqual(yield* run(["send", "Bot", "--socket", path, "--channel", "lab", "hello"]), silent)
    })
  )

  it.live("says that it cannot connect, with status 1", () =>
    Effect.gen(function* () {
      assert.deepEqual(yield* run(["send", "Bot", "127.0.0.1", "1", "--channel", "lab", "hello"]), {
        status: 1,
        stdout: "",
        stderr: "chat: Unable to connect to 127.0.0.1:1: nothing listens there.\n"
      })
    })
  )

  it.scopedLive("does not join where there is nothing to send", () =>
    Effect.gen(function* () {
      const { ann, to } = yield* openLab()
      assert.deepEqual(yield* run(["send", "Bot", ...to, "--channel", "lab"], { stdin: "nothing" }), silent)
      assert.deepEqual(yield* run(["send", "Bot", ...to, "--channel", "lab", "hi"]), silent)
      yield* ann.received.contains("Bot has left")
      assert.deepEqual(heard(ann.received.text).filter(Boolean), ["Bot has joined", "[Bot] hi", "Bot has left"])
    })
  )

  const refusals: ReadonlyArray<readonly [string, ReadonlyArray<string>, string]> = [
    ["is full", ["--max-connections", "1"], "The server is full: it allows 1 connections."],
    [
      "has as many channels as it allows",
      ["--max-channels", "1"],
      "No channel can be created: there are 1 already, as many as the server allows."
    ]
  ]

  it.scopedLive.each(refusals)("says with status 1 that the server %s", ([, flags, sentence]) =>
    Effect.gen(function* () {
      const { to } = yield* openLab(flags)
      const { status, stderr, stdout } = yield* run(["send", "Bot", ...to, "--channel", "other", "hello"])
      assert.deepEqual({ status, stdout, stderr }, { status: 1, stdout: "", stderr: `chat: ${sentence}\n` })
    })
  )

  const mistakes: ReadonlyArray<readonly [string, ReadonlyArray<string>, RegExp]> = [
    ["no channel", ["Bot", "127.0.0.1", "1", "hello"], /--channel/],
    ["a blank channel", ["Bot", "127.0.0.1", "1", "--channel", " "], /channel must not be blank/],
    ["a channel of 65 bytes", ["Bot", "127.0.0.1", "1", "--channel", "x".repeat(65)], /64/],
    ["no port", ["Bot", "127.0.0.1", "--channel", "lab"], /port/],
    ["no host", ["Bot", "--channel", "lab"], /host/],
    ["a port that is none", ["Bot", "127.0.0.1", "hello", "--channel", "lab"], /'hello'/],
    ["a blank name", [" ", "127.0.0.1", "1", "--channel", "lab"], /blank/]
  ]

  it.live.each(mistakes)("refuses %s in one line, with status 2", ([, words, about]) =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* run(["send", ...words], { stdin: "nothing" })
      assert.equal(stdout, "")
      assert.match(stderr, /^[^\n]+\n$/)
      assert.match(stderr, about)
      assert.equal(status, 2)
    })
  )
})

describe("chat list", () => {
  it.scopedLive("prints the names of all channels, one a line, and bothers nobody", () =>
    Effect.gen(function* () {
      const { ann, to } = yield* openLab()
      yield* ann.sendFrames(
        ...Array.from({ length: 40 }, (_, index) => `/create ${"x".repeat(20)} ${100 + index}`),
        "/join"
      )
      yield* ann.received.until("two replies", (text) => text.split("/join command").length === 3)
      const { status, stderr, stdout } = yield* run(["list", ...to])
      assert.deepEqual({ status, stderr }, { status: 0, stderr: "" })
      const names = Array.from({ length: 40 }, (_, index) => `${"x".repeat(20)} ${100 + index}`)
      assert.equal(stdout, ["lab", ...names, ""].join("\n"))
    })
  )

  it.scopedLive("prints nothing where there is no channel, with status 0", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* startServerAt(path)
      assert.deepEqual(yield* run(["list", "--socket", path]), silent)
    })
  )

  it.live("says with status 1 why it cannot connect", () =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* run(["list", "127.0.0.1:1"])
      const sentence = "chat: Unable to connect to 127.0.0.1:1: nothing listens there.\n"
      assert.deepEqual({ status, stdout, stderr }, { status: 1, stdout: "", stderr: sentence })
    })
  )

  it.scopedLive("says with status 1 why it is turned away", () =>
    Effect.gen(function* () {
      const { to } = yield* openLab(["--max-connections", "1"])
      const { status, stderr, stdout } = yield* run(["list", ...to])
      const sentence = "chat: The server is full: it allows 1 connections.\n"
      assert.deepEqual({ status, stdout, stderr }, { status: 1, stdout: "", stderr: sentence })
    })
  )
})
