/** `chat check` on our own programs: they pass, and the reports say so. */
import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { select } from "../../src/Check/Selection.ts"
import { suites } from "../../src/Check/Suites.ts"
import { executable, run } from "./support/Program.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"

const chat = (...words: ReadonlyArray<string>) => ["--", process.execPath, executable, ...words]

const programs: Readonly<Record<string, ReadonlyArray<string>>> = {
  server: chat("server", "--host", "{host}", "--port", "{port}"),
  client: chat("client", "{name}", "{host}", "{port}"),
  "basic-server": chat("basic-server", "--host", "{host}", "{port}"),
  "basic-client": chat("basic-client", "{host}", "{port}"),
  pair: [...chat("server", "--host", "{host}", "--port", "{port}"), ...chat("client", "{name}", "{host}", "{port}")]
}

const program = (target: string): ReadonlyArray<string> => programs[target] ?? []

/** More than a busy machine takes for an answer, or five times as much for a start. */
const patient = ["--timeout", "5"]

/** Our programs, and the topics of their cases: in parts, because a busy machine takes a second to start a program. */
const parts: ReadonlyArray<readonly [target: string, ...topics: ReadonlyArray<string>]> = [
  ["server", "start", "name", "leave"],
  ["server", "message"],
  ["server", "create", "join", "channel"],
  ["server", "list", "load"],
  ["server", "error"],
  ["server", "frame"],
  ["client", "start", "send"],
  ["client", "print", "prompt"],
  ["client", "end", "input", "conversation"],
  ["basic-server"],
  ["basic-client"],
  ["pair"]
]

const patterns = ([target, ...topics]: (typeof parts)[number]): ReadonlyArray<string> =>
  topics.length === 0 ? [target] : topics.map((topic) => `${target}.${topic}`)

interface Report {
  readonly ok: boolean
  readonly mark: number
  readonly startupMilliseconds: number
  readonly cases: ReadonlyArray<{
    readonly id: string
    readonly outcome: string
    readonly notes: ReadonlyArray<string>
    readonly conversation: ReadonlyArray<string>
  }>
}

/** Runs a check, which must pass, and returns what it prints. */
const passes = (...words: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { status, stderr, stdout } = yield* run(["check", ...words])
    assert.equal(stderr, "")
    assert.equal(status, 0, stdout)
    return stdout
  })

describe("chat check", () => {
  it.live.each(parts.map((part) => [part.join(" "), part] as const))(
    "passes our own program in every case, with all points: %s",
    ([, [target, ...topics]]) =>
      Effect.gen(function* () {
        const only = topics.flatMap((topic) => ["--only", `${target}.${topic}`])
        const words = [target, "--json", ...patient, ...only, ...program(target)]
        const report: Report = JSON.parse(yield* passes(...words))
        assert.deepEqual(
          report.cases.filter(({ outcome }) => outcome !== "passed"),
          []
        )
        assert.deepEqual([report.ok, report.mark], [true, 100])
        assert.ok(report.startupMilliseconds > 0)
      })
  )

  it("is tried with every case", () => {
    const all = parts.flatMap(patterns)
    for (const { cases } of Object.values(suites)) assert.deepEqual(select(cases, all), cases)
  })

  it.live("passes a client of part 1 that sends what it has read and exits at once", () =>
    Effect.gen(function* () {
      const script = `
        const input = require("node:fs").readFileSync(0)
        const [, host, port] = process.argv
        const socket = require("node:net").connect(port, host, () => socket.end(input, () => process.exit()))`
      const words = ["--", process.execPath, "-e", script, "{host}", "{port}"]
      const { cases }: Report = JSON.parse(yield* passes("basic-client", "--json", ...patient, ...words))
      assert.deepEqual(
        cases.filter(({ outcome }) => outcome !== "passed"),
        []
      )
    })
  )

  it.live("prints a line a case, what it noted, when the program was ready, and the points", () =>
    Effect.gen(function* () {
      const printed = yield* passes("server", "--points", ...patient, "--only", "server.list.n*", ...program("server"))
      // On a busy machine it says that it was held up, which is true then.
      const lines = printed
        .trimEnd()
        .split("\n")
        .filter((line) => !line.startsWith("This machine is too slow: "))
      assert.match(lines[0] ?? "", /^The program is ready \d+ ms after its start/)
      assert.deepEqual(lines.slice(1), [
        "passed  1/1 server.list.none                       While there is no channel, /list names none.",
        "          note: Read so: no channel, no answer, as in the example.",
        "passed  2/2 server.list.newlines                   /list names all channels in one message, a newline between two names, in any order.",
        "",
        "2 of 2 cases passed.",
        "Points: 3 of 3. Mark: 100.0 of 100.",
        "It does what the assignment asks for."
      ])
    })
  )

  it.live("shows the frames both ways with --verbose", () =>
    Effect.gen(function* () {
      const printed = yield* passes(
        "server",
        "--verbose",
        ...patient,
        "--only",
        "server.message.no-echo",
        ...program("server")
      )
      assert.match(printed, /Alice -> "Hello world!"\n/)
      assert.match(printed, /Panda <- "\[Alice\] Hello world!"\n/)
    })
  )

  it.scopedLive("writes a report in JUnit's XML beside what it prints", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const printed = yield* passes(
        "server",
        "--junit",
        path,
        ...patient,
        "--only",
        "server.create",
        ...program("server")
      )
      assert.match(printed, /3 of 3 cases passed/)
      const xml = yield* Effect.promise(() => readFile(path, "utf8"))
      assert.match(xml, /<testsuite name="chat check server" tests="3" failures="0" errors="0" skipped="0"/)
      assert.match(xml, /<testcase classname="server" name="server\.create\.enters: /)
    })
  )

  it.live("says which file it could not write, with status 1", () =>
    Effect.gen(function* () {
      const { status, stderr } = yield* run([
        ...["check", "server", ...patient, "--only", "server.start", "--junit", "/nowhere/report.xml"],
        ...program("server")
      ])
      assert.equal(stderr, "chat: Unable to write /nowhere/report.xml.\n")
      assert.equal(status, 1)
    })
  )

  it.live("lists the cases with their sources and points, and starts nothing", () =>
    Effect.gen(function* () {
      const printed = yield* passes("client", "--list", "--only", "client.print.over")
      assert.match(printed, /^client\.print\.over +2 A message is written over the \[Me\].*\n +Assignment, FAQ, .*\n$/)
      const cases: ReadonlyArray<{ id: string; weight: number }> = JSON.parse(
        yield* passes("client", "--list", "--json")
      )
      assert.ok(cases.some(({ id, weight }) => id === "client.send.line" && weight === 3))
    })
  )
})

const mistakes: ReadonlyArray<readonly [mistake: string, words: ReadonlyArray<string>, about: RegExp]> = [
  ["no target", ["check"], /target/i],
  ["an unknown target", ["check", "nonsense", ...program("server")], /target|nonsense|server/i],
  ["no program", ["check", "server"], /-- PROGRAM/],
  ["no words after --", ["check", "server", "--"], /-- PROGRAM/],
  ["a program without {port}", ["check", "server", ...chat("server", "55555")], /\{port\}/],
  ["a client without {name}", ["check", "client", ...chat("client", "Panda", "{host}", "{port}")], /\{name\}/],
  ["a pair of one program", ["check", "pair", ...program("server")], /Missing the client .* -- SERVER .* -- CLIENT/],
  [
    "a pair without the client's {name}",
    ["check", "pair", ...program("server"), "--", "{port}"],
    /\{name\}.*the client/
  ],
  [
    "a program that does not exist",
    ["check", "server", "--", "/nowhere/server", "{port}"],
    /^chat: \/nowhere\/server cannot be started: there is no such program\. See chat check --help\.$/m
  ],
  [
    "a program below a file",
    ["check", "client", "--", `${executable}/client`, "{name}", "{port}"],
    /client cannot be started: there is no such program\./
  ],
  ["a program that may not be executed", ["check", "server", "--", "/", "{port}"], /^chat: \/ cannot be .* executed\./],
  [
    "a pair whose client does not exist",
    ["check", "pair", ...program("server"), "--", "/nowhere/client", "{name}", "{port}"],
    /^chat: \/nowhere\/client cannot be started: there is no such program\./
  ],
  [
    "a program's words as one word in quotes",
    ["check", "server", "--", "node server.mjs {port}"],
    /^chat: node server\.mjs \d+ cannot be .* no such program; leave out the quotes around the words after --\. See/
  ],
  ["a case that does not exist", ["check", "server", "--only", "server.nonsense", ...program("server")], /nonsense/],
  ["a timeout of 0", ["check", "server", "--timeout", "0", ...program("server")], /timeout/i],
  ["a timeout that is no number", ["check", "server", "--timeout", "soon", ...program("server")], /timeout/i],
  ["an unknown option", ["check", "server", "--nonsense", ...program("server")], /--nonsense/],
  ["a word too many", ["check", "server", "more", ...program("server")], /more/]
]

describe("chat check", () => {
  it.live.each(mistakes)("refuses %s in one line, with status 2", ([, words, about]) =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* run(words)
      assert.equal(stdout, "")
      assert.match(stderr, /^[^\n]+\n$/)
      assert.match(stderr, about)
      assert.equal(status, 2)
    })
  )
})
