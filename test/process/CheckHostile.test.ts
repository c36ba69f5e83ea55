/** `chat check` survives programs that hang, crash, flood or ignore signals, reports what they did, and ends them. */
import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { suite } from "../../src/Check/Server/Suite.ts"
import * as Wrong from "../Check/support/Wrong.ts"
import { run, start } from "./support/Program.ts"
import { listen } from "./support/RawSocket.ts"
import { startOnTerminal } from "./support/TerminalProgram.ts"

/** The words that check a wrong server. `observer` is a port that it connects to. */
const wrong = (flaw: string, observer?: number) => [
  ...["--", process.execPath, Wrong.file("server"), "{port}", flaw],
  ...(observer === undefined ? [] : [String(observer)])
]

const fails = (...words: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { status, stderr, stdout } = yield* run(["check", ...words])
    assert.equal(stderr, "")
    assert.equal(status, 1, stdout)
    return stdout
  })

describe("chat check", () => {
  it.live("waits for a program to listen, not for ever, and does not try the other cases", () =>
    Effect.gen(function* () {
      const printed = yield* fails("server", "--timeout", "0.1", ...wrong("never listens"))
      assert.match(printed, /^FAILED +server\.start /m)
      assert.match(printed, /actual: +nobody who listens, 500ms after the start/)
      assert.doesNotMatch(printed, /^skipped/m)
      assert.match(printed, /^\d+ cases not tried: expected .*, but got nobody who listens, 500ms after the start$/m)
      assert.match(printed, /Failed: server\.start\n$/)
      assert.match(printed, /0 of \d+ cases passed, 1 failed, \d+ could not be tried\./)
    })
  )

  it.live("shows how a program crashed at its start, with its last words", () =>
    Effect.gen(function* () {
      const printed = yield* fails("server", "--points", ...wrong("crashes at its start"))
      assert.match(printed, /actual: +the program ended with status 1/)
      assert.match(printed, /its standard error: "Error: no such module"/)
      assert.match(printed, /Mark: 0\.0 of 100/)
    })
  )

  it.live("shows that a program crashed in the middle of a case", () =>
    Effect.gen(function* () {
      const only = ["--only", "server.error.join-argument", "--only", "server.message.relay"]
      const printed = yield* fails("server", ...only, ...wrong("crashes without an argument"))
      assert.match(printed, /^passed +server\.message\.relay/m)
      assert.match(printed, /^FAILED +server\.error\.join-argument/m)
      assert.match(printed, /program: +the program ended with status 1/)
      assert.match(printed, /Alice -> "\/join"/)
    })
  )

  it.live("ends at the first failure with --fail-fast, and says that it has not tried the others", () =>
    Effect.gen(function* () {
      const only = ["--only", "server.start", "--only", "server.message.out*", "--only", "server.error"]
      const printed = yield* fails("server", "--fail-fast", ...only, ...wrong("misspells a constant"))
      const heads = printed.match(/^(passed|FAILED|skipped) +\S+/gm)
      assert.deepEqual(heads, ["passed  server.start", "FAILED  server.message.outside"])
      assert.match(printed, /^\d+ cases not tried: .* --fail-fast ends the run at the first failure$/m)
      assert.match(printed, /^server\.error +0 of \d+ passed +\d+ not tried\nBegin with server\.message: /m)
    })
  )

  it.live.each([
    ["client", ["{name}", "{host}", "{port}"], 3],
    ["basic-server", ["{port}"], 4]
  ] as const)("does not hand PYTHONUNBUFFERED on, but to a basic server: %s", ([target, placeholders, status]) =>
    Effect.gen(function* () {
      const script = "process.exit(process.env.PYTHONUNBUFFERED === undefined ? 3 : 4)"
      const words = ["check", target, "--", process.execPath, "-e", script, ...placeholders]
      const env = target === "client" ? { PYTHONUNBUFFERED: "1" } : {}
      const { stdout } = yield* run(words, { env })
      assert.match(stdout, new RegExp(`actual: +the program ended with status ${status}\n`))
    })
  )

  it.live("survives a flood", () =>
    Effect.gen(function* () {
      const only = ["--only", "server.name.first", "--only", "server.message.relay"]
      const printed = yield* fails("server", "--timeout", "4", ...only, ...wrong("floods"))
      assert.match(printed, /0 of 2 cases passed, 2 failed/)
      assert.match(printed, /"spam"/)
    })
  )

  it.live("survives megabytes on standard output, and says so", () =>
    Effect.gen(function* () {
      const words = ["server", "--timeout", "5", "--only", "server.message.relay", ...wrong("prints megabytes")]
      const { status, stdout } = yield* run(["check", ...words])
      assert.match(stdout, /note: It prints more than 1 MiB/)
      assert.equal(status, 0)
    })
  )

  // Without /proc nothing tells of a process that has left the group.
  const outside = existsSync("/proc/self/environ") ? ["leaves a session behind"] : []

  it.scopedLive.each(["ignores SIGTERM", "leaves a process behind", ...outside])("ends a program that %s", (flaw) =>
    Effect.gen(function* () {
      const observer = yield* listen
      const words = ["check", "server", "--timeout", "4", "--only", "server.start", ...wrong(flaw, observer.port)]
      const checking = yield* start(words)
      // Once to see whether it can be checked, and once for the case.
      for (const connection of [yield* observer.accept, yield* observer.accept]) yield* connection.received.ended
      assert.deepEqual(yield* checking.exit, { status: 0, signal: null })
    })
  )

  it.scopedLive("ends the program when it is interrupted itself, and has not passed then", () =>
    Effect.gen(function* () {
      const observer = yield* listen
      const checking = yield* start(["check", "server", ...wrong("ignores SIGTERM", observer.port)])
      const program = yield* observer.accept
      yield* checking.signal("SIGTERM")
      yield* program.received.ended
      assert.deepEqual(yield* checking.exit, { status: null, signal: "SIGTERM" })
    })
  )

  it.scopedLive("shows on a terminal where it is", () =>
    Effect.gen(function* () {
      const words = ["check", "server", "--timeout", "3600", ...wrong("never listens")]
      const { exit, press, screen } = yield* startOnTerminal(words, { cols: 80, rows: 24 })
      yield* screen.endsWith(`0/${suite.cases.length} the first start of the program`)
      yield* press("\x03")
      assert.equal(yield* exit, 130)
    })
  )
})
