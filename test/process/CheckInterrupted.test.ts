/** A signal in the middle of `chat check`: nobody can take what it leaves for the report of a whole run. */
import assert from "node:assert/strict"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { suites } from "../../src/Check/Suites.ts"
import { start } from "./support/Program.ts"
import { listen } from "./support/RawSocket.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"
import { startOnTerminal } from "./support/TerminalProgram.ts"

/** Cases of a server of part 1, of which one that listens and prints nothing passes the first and waits in the others. */
const TOTAL = suites["basic-server"].cases.length

const MAXIMUM = suites["basic-server"].cases.reduce((sum, { weight }) => sum + weight, 0)

/** Seconds for an answer: none comes to its end by itself. */
const PATIENT = ["--timeout", "3600"]

/** A server that listens and prints nothing, once it has connected to this port. */
const silent = (observer: number) => {
  const script = `
    const [, port, observer] = process.argv
    const { connect, createServer } = require("node:net")
    connect(Number(observer), "127.0.0.1", () => createServer((socket) => socket.resume()).listen(Number(port)))`
  return ["--", process.execPath, "-e", script, "{port}", String(observer)]
}

/** The first start, the first case, and three cases at the same time: when there is one more, the first is done. */
const STARTS = 6

/** Runs a check of the silent server, and interrupts it when one case has passed and the others are under way. */
const interrupt = (signal: NodeJS.Signals, ...options: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const observer = yield* listen
    const checking = yield* start(["check", "basic-server", ...PATIENT, ...options, ...silent(observer.port)])
    const programs = yield* Effect.replicateEffect(observer.accept, STARTS)
    yield* checking.signal(signal)
    for (const { received } of programs) yield* received.ended
    assert.deepEqual(yield* checking.exit, { status: null, signal })
    assert.equal(checking.stderr.text, "")
    return checking.stdout.text
  })

const SENTENCE = `The check was interrupted: ${TOTAL - 1} of ${TOTAL} cases were not tried.`

describe("chat check, interrupted", () => {
  it.scopedLive.each(["SIGINT", "SIGTERM"] as const)("by %s says how many cases were not tried", (signal) =>
    Effect.gen(function* () {
      const printed = yield* interrupt(signal, "--points")
      // On a busy machine it says that it was held up, which is true then.
      const lines = printed.split("\n").filter((line) => !line.startsWith("This machine is too slow: "))
      const [ready = "", passed = "", ...end] = lines
      assert.match(ready, /^The program is ready \d+ ms after its start/)
      assert.match(passed, /^passed +1\/1 basic-server\.start /)
      assert.deepEqual(end, ["", `1 of ${TOTAL} cases passed.`, `Points so far: 1 of ${MAXIMUM}.`, SENTENCE, ""])
    })
  )

  it.scopedLive("says so in JSON, and writes no file: one of an earlier run stays as it was", () =>
    Effect.gen(function* () {
      const [junit, gradescope] = [yield* temporaryPath, yield* temporaryPath]
      writeFileSync(junit, "earlier")
      const printed = yield* interrupt("SIGTERM", "--json", "--junit", junit, "--gradescope", gradescope)
      const { cases, interrupted, ok, passed, skipped } = JSON.parse(printed)
      assert.deepEqual([ok, passed, skipped, interrupted, cases.length], [false, 1, TOTAL - 1, TOTAL - 1, TOTAL])
      assert.equal(cases[1].actual, "none: the run was interrupted")
      assert.deepEqual([readFileSync(junit, "utf8"), existsSync(gradescope)], ["earlier", false])
    })
  )

  it.scopedLive("bails out in TAP", () =>
    Effect.gen(function* () {
      const lines = (yield* interrupt("SIGTERM", "--tap")).trimEnd().split("\n")
      assert.match(lines[2] ?? "", /^ok 1 - basic-server\.start: /)
      assert.equal(lines.at(-1), `Bail out! ${SENTENCE}`)
    })
  )

  it.scopedLive("before anything is known says just that", () =>
    Effect.gen(function* () {
      const observer = yield* listen
      const script = `require("node:net").connect(Number(process.argv[2]), "127.0.0.1")`
      const words = ["--", process.execPath, "-e", script, "{port}", String(observer.port)]
      const checking = yield* start(["check", "basic-server", ...PATIENT, ...words])
      yield* observer.accept
      yield* checking.signal("SIGINT")
      assert.deepEqual(yield* checking.exit, { status: null, signal: "SIGINT" })
      const sentence = `The check was interrupted: ${TOTAL} of ${TOTAL} cases were not tried.`
      assert.equal(checking.stdout.text, `\n0 of ${TOTAL} cases passed.\n${sentence}\n`)
    })
  )

  it.scopedLive("by ^C on a terminal shows what there is in the place of where it was", () =>
    Effect.gen(function* () {
      const observer = yield* listen
      const words = ["check", "basic-server", ...PATIENT, ...silent(observer.port)]
      const { exit, press, screen } = yield* startOnTerminal(words, { cols: 100, rows: 24 })
      yield* screen.endsWith(`1/${TOTAL} basic-server.print`)
      yield* press("\x03")
      assert.equal(yield* exit, 130)
      const { rows } = screen
      assert.match(rows[1] ?? "", /^passed +basic-server\.start /)
      assert.equal(rows.at(-1), SENTENCE)
    })
  )
})
