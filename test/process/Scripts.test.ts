/** What scripts and bots use: `chat send` and `chat client --json`, with a real server. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { texts } from "../support/frames.ts"
import { patient } from "./support/Injection.ts"
import { run, start, startServer, startServerAt } from "./support/Program.ts"
import { connectTo } from "./support/RawSocket.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"

/** A server, and Ann in the channel `lab`. */
const open = (flags: ReadonlyArray<string> = []) =>
  Effect.gen(function* () {
    const server = yield* startServer("127.0.0.1", { flags, env: patient })
    const ann = yield* connectTo(server.port)
    yield* ann.sendFrames("Ann", "/create lab", "/join")
    yield* ann.received.contains("/join command")
    return { ann, to: ["127.0.0.1", String(server.port)] as const }
  })

const silent = { status: 0, stdout: "", stderr: "" }

const heard = (text: string) => text.split(/ {2,}/).slice(1)

describe("chat send", () => {
  it.scopedLive.each([
    ["the options last", (to: ReadonlyArray<string>) => ["Bot", ...to, "build", "failed", "--channel", "lab"]],
    ["the channel before the text", (to: ReadonlyArray<string>) => ["Bot", ...to, "--channel", "lab", "build failed"]],
    ["the channel first", (to: ReadonlyArray<string>) => ["--channel", "lab", "Bot", ...to, "build failed"]]
  ] as const)("sends its words as one message and leaves: %s", ([, words]) =>
    Effect.gen(function* () {
      const { ann, to } = yield* open()
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
      const { ann, to } = yield* open()
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
      const { ann, to } = yield* open()
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
      const { ann, to } = yield* open()
      assert.deepEqual(yield* run(["send", "Bot", ...to, "--channel", "new one", "hello"]), silent)
      yield* ann.sendFrames("/list")
      yield* ann.received.contains("lab\nnew one")
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
      const { ann, to } = yield* open()
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
      const { to } = yield* open(flags)
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

describe("chat client --json", () => {
  it.scopedLive("prints an object a line for what arrives, and sends the lines of its input", () =>
    Effect.gen(function* () {
      const { ann, to } = yield* open()
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
      const { to } = yield* open()
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

describe("chat list", () => {
  it.scopedLive("prints the names of all channels, one a line, and bothers nobody", () =>
    Effect.gen(function* () {
      const { ann, to } = yield* open()
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

  it.scopedLive("says with status 1 why it is turned away", () =>
    Effect.gen(function* () {
      const { to } = yield* open(["--max-connections", "1"])
      const { status, stderr, stdout } = yield* run(["list", ...to])
      const sentence = "chat: The server is full: it allows 1 connections.\n"
      assert.deepEqual({ status, stdout, stderr }, { status: 1, stdout: "", stderr: sentence })
    })
  )
})
