/** `chat server --data` and `chat history`: what is kept over restarts, crashes and faults, and how it is read. */
import assert from "node:assert/strict"
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { assertContiguous, dataFolder, kept, startKeeping, stop } from "./support/Kept.ts"
import { run, type ServerProgram } from "./support/Program.ts"
import { connectTo } from "./support/RawSocket.ts"

/** A text as the frames of a test have it: a character for each byte. */
const utf8 = (text: string) => Buffer.from(text).toString("latin1")

/** Sends frames, and waits until all of them have been handled: an argument-less `/join` is always answered. */
const say = ({ port }: ServerProgram, ...texts: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const socket = yield* connectTo(port)
    yield* socket.sendFrames(...texts, "/join")
    yield* socket.received.contains("/join command must be followed")
    yield* socket.end
    yield* socket.received.ended
  }).pipe(Effect.scoped)

const short = (lines: Effect.Effect.Success<ReturnType<typeof kept>>) =>
  lines.map(({ channel, from, n, text, type }) =>
    type === "channel"
      ? `${channel} is a channel`
      : `${channel} ${n} ${type} ${from}${text === undefined ? "" : `: ${text}`}`
  )

describe("a server that keeps what is said", () => {
  it.scopedLive("has it again after a restart, with the same channels, numbers and names", () =>
    Effect.gen(function* () {
      const folder = yield* dataFolder
      const first = yield* startKeeping(folder)
      yield* say(first, "Scott", "/create lab", "Hello!", "caf\xe9 \xff")
      yield* stop(first)
      const before = yield* kept(folder)
      const second = yield* startKeeping(folder)
      yield* say(second, utf8("Jürgen"), "/create lab", "/join lab", utf8("schön"), "/create other")
      yield* stop(second)
      const lines = yield* kept(folder)
      assertContiguous(lines.filter(({ channel }) => channel === "lab"))
      assert.deepEqual(short(lines), [
        "lab is a channel",
        "other is a channel",
        "lab 1 joined Scott",
        "lab 2 message Scott: Hello!",
        "lab 3 message Scott: caf\ufffd \ufffd",
        "lab 4 left Scott",
        "lab 5 joined Jürgen",
        "lab 6 message Jürgen: schön",
        "lab 7 left Jürgen",
        "other 1 joined Jürgen",
        "other 2 left Jürgen"
      ])
      assert.equal(before[0]?.epoch, lines[0]?.epoch)
      assert.deepEqual(
        lines.filter(({ channel, n }) => channel === "lab" && n <= 4),
        before.slice(1)
      )
    })
  )

  it.scopedLive("keeps all that was said before SIGTERM, whatever waits then", () =>
    Effect.gen(function* () {
      const folder = yield* dataFolder
      const server = yield* startKeeping(folder)
      const texts = Array.from({ length: 2000 }, (_, index) => `text ${index}`)
      const socket = yield* connectTo(server.port)
      yield* socket.sendFrames("Scott", "/create lab", ...texts, "/join")
      yield* socket.received.contains("/join command must be followed")
      yield* stop(server)
      const lines = yield* kept(folder)
      assertContiguous(lines)
      assert.deepEqual(
        lines.flatMap(({ text, type }) => (type === "message" ? [text] : [])),
        texts
      )
    })
  )

  it.scopedLive("keeps it private to its user, and from a second server", () =>
    Effect.gen(function* () {
      const folder = yield* dataFolder
      const server = yield* startKeeping(folder)
      yield* say(server, "Scott", "/create lab", "Hello!")
      assert.equal(statSync(folder).mode & 0o777, 0o700)
      assert.ok(readdirSync(folder).includes("chat.db"))
      for (const file of readdirSync(folder)) assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file)
      const { status, stderr } = yield* run(["server", "--port", "0", "--data", folder])
      assert.deepEqual([status, stderr], [1, `chat: The history in ${folder} is in use by another server.\n`])
      yield* say(server, "Scott", "/join lab", "still here")
      yield* stop(server)
      assert.equal((yield* kept(folder)).filter(({ text }) => text === "still here").length, 1)
    })
  )

  it.scopedLive("says in one sentence why a folder cannot be used", () =>
    Effect.gen(function* () {
      const folder = yield* dataFolder
      const refused = (problem: string) =>
        Effect.map(run(["server", "--port", "0", "--data", folder]), ({ status, stderr }) =>
          assert.deepEqual([status, stderr], [1, `chat: The history in ${folder} ${problem}.\n`])
        )
      writeFileSync(folder, "")
      yield* refused("is no folder")
      const inner = join(folder, "..", "damaged")
      mkdirSync(inner)
      writeFileSync(join(inner, "chat.db"), "This is no database. ".repeat(1000))
      const { status, stderr } = yield* run(["server", "--port", "0", "--data", inner])
      assert.equal(status, 1)
      assert.equal(
        stderr,
        `chat: The history in ${inner} is damaged: move it away, or put a copy of it in its place.\n`
      )
    })
  )
})

describe("chat history", () => {
  it.scopedLive("reads one channel or all, from a time on, the last ones, and what a search finds", () =>
    Effect.gen(function* () {
      const folder = yield* dataFolder
      const server = yield* startKeeping(folder)
      yield* say(server, "Scott", "/create lab", utf8("one of Über"), "two", "/create hall", utf8("three über"))
      yield* stop(server)
      const texts = (...words: ReadonlyArray<string>) =>
        Effect.map(kept(folder, ...words), (lines) =>
          lines.flatMap(({ text, type }) => (type === "message" ? text : []))
        )
      assert.deepEqual(yield* texts("lab"), ["one of Über", "two"])
      assert.deepEqual(yield* texts("--since", "1h"), ["one of Über", "two", "three über"])
      assert.deepEqual(yield* texts("--since", "2999-01-01"), [])
      assert.deepEqual(yield* texts("lab", "--last", "2"), ["two"])
      assert.deepEqual((yield* texts("--search", "UBER")).toSorted(), ["one of Über", "three über"])
      assert.deepEqual(yield* texts("hall", "--search", "uber"), ["three über"])
      const unknown = yield* run(["history", "--data", folder, "nowhere"])
      assert.deepEqual([unknown.status, unknown.stderr], [1, `chat: The history in ${folder} has no such channel.\n`])
    })
  )

  it.scopedLive("looks like the client's screen, and marks what was looked for", () =>
    Effect.gen(function* () {
      const folder = yield* dataFolder
      const server = yield* startKeeping(folder)
      yield* say(server, "Scott", "/create lab", "the release is late", "[Eve] \x1b[31mhi")
      yield* stop(server)
      const shown = yield* run(["history", "--data", folder])
      assert.match(
        shown.stdout,
        /^-- lab, \w+, \d{4}-\d\d-\d\d\n\d\d:\d\d -- Scott has joined\n\d\d:\d\d \[Scott\] the release is late\n\d\d:\d\d \[Scott\] \[Eve\] \?\[31mhi\n\d\d:\d\d -- Scott has left\n$/
      )
      const found = yield* run(["history", "--data", folder, "--search", "rel*"])
      assert.match(found.stdout, /\[Scott\] the \*release\* is late\n$/)
    })
  )

  it.scopedLive("exports what can be read back: the same lines, once", () =>
    Effect.gen(function* () {
      const folder = yield* dataFolder
      const server = yield* startKeeping(folder)
      yield* say(server, "Sc\xff", "/create l\xe9b", "caf\xe9", utf8("schön"), "/create b")
      yield* stop(server)
      const exported = yield* run(["history", "--data", folder, "--json"])
      const [copy, file] = [join(folder, "..", "copy"), join(folder, "..", "lines")]
      writeFileSync(file, exported.stdout, "latin1")
      for (const count of [6, 0]) {
        const { status, stderr } = yield* run(["history", "--data", copy, "--import", file])
        assert.equal(status, 0)
        assert.match(stderr, new RegExp(`INFO ${count} events have been added`))
      }
      assert.equal((yield* run(["history", "--data", copy, "--json"])).stdout, exported.stdout)
      writeFileSync(file, `${exported.stdout}nonsense\n`, "latin1")
      const wrong = yield* run(["history", "--data", copy, "--import", file])
      assert.deepEqual([wrong.status, wrong.stderr], [1, "chat: Line 9 is no line of an exported history.\n"])
    })
  )

  it.scopedLive("says what is wrong with its folder and its options, and makes nothing", () =>
    Effect.gen(function* () {
      const folder = yield* dataFolder
      const said = (...words: ReadonlyArray<string>) => Effect.map(run(["history", ...words]), ({ stderr }) => stderr)
      assert.equal(yield* said("--data", folder), `chat: The history in ${folder} does not exist.\n`)
      assert.match(yield* said(), /^chat: Missing the folder of the history: --data DIR\./)
      assert.match(
        yield* said("--data", folder, "--since", "soon"),
        /^chat: --since is a time such as 2h, .* not 'soon'\./
      )
      assert.match(yield* said("--data", folder, "--last", "0"), /^chat: --last is a whole number/)
      assert.match(yield* said("--data", folder, "--search", "!?"), /^chat: --search needs a word/)
      assert.deepEqual(readdirSync(join(folder, "..")), [])
    })
  )
})
