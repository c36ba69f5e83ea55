/** The table of plain forms against the command tree: both are asked what the same words run, and with what. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as fc from "effect/FastCheck"
import { beforeEach, vi } from "vitest"
import type * as Failure from "../../../src/Cli/Failure.ts"
import * as PlainClient from "../../../src/Cli/Plain/Client.ts"
import * as Form from "../../../src/Cli/Plain/Form.ts"
import * as PlainServer from "../../../src/Cli/Plain/Server.ts"
import * as Cli from "../../../src/Cli.ts"
import type { Stdio } from "../../../src/Stdio.ts"
import { MemoryStdio } from "../../support/MemoryStdio.ts"

/** What has been run: the command, what it was given, and what is logged at least. */
const runs = vi.hoisted(() => [] as Array<ReadonlyArray<unknown>>)

/** A module of `Cli/Run` that only takes note. */
const recording = vi.hoisted(() => async (command: string) => {
  const { map } = await import("effect/Effect")
  const { currentMinimumLogLevel, get } = await import("effect/FiberRef")
  return {
    run: (...given: ReadonlyArray<unknown>) =>
      map(get(currentMinimumLogLevel), (level) => void runs.push([command, ...given, level.label]))
  }
})

vi.mock("../../../src/Cli/Run/Server.ts", () => recording("server"))
vi.mock("../../../src/Cli/Run/Client.ts", () => recording("client"))
vi.mock("../../../src/Cli/Run/BasicServer.ts", () => recording("basic-server"))
vi.mock("../../../src/Cli/Run/BasicClient.ts", () => recording("basic-client"))

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("CHAT_")) vi.stubEnv(name, undefined)
})

const outcome = (run: Effect.Effect<void, Failure.Failure, Stdio>) =>
  Effect.gen(function* () {
    runs.length = 0
    const stdio = new MemoryStdio()
    const exit = yield* Effect.exit(Effect.provide(run, stdio.layer))
    return { runs: [...runs], succeeded: Exit.isSuccess(exit), output: stdio.output, errors: stdio.errors }
  })

const onPipe = { environment: {}, isTerminal: false }

const recognise = (...words: ReadonlyArray<string>) => Form.recognise(words, onPipe)

const commands = ["server", "client", "basic-server", "basic-client"]
const port = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 66_000 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom("0", "00", "080", "65535", "65536", "1e3", " 5", "5 ", "+5", "-5", "", "５") }
)
const option = fc.constantFrom("--port", "--host", "--help", "-h", "--version", "--", "-", "--port=1", "--log-level")
/** Words that might mean something else to the tree than to the table: commands, options, marks, odd characters, nothing. */
const text = fc.oneof(
  fc.constantFrom("localhost", "::1", "h:5", "[::1]:5", ...commands, "send", "check", "chat", "help", "version"),
  fc.constantFrom("", " ", " a", "a ", "=", "=a", "a=b", "-a", "-5", "x".repeat(64), "x".repeat(65), "é", "a\nb", "\t"),
  fc.string({ maxLength: 6 })
)
const form = fc.oneof(
  fc.tuple(fc.constantFrom("server", "basic-server"), port),
  fc.tuple(fc.constantFrom("server", "basic-server"), fc.constant("--port"), port),
  fc.tuple(fc.constant("client"), text, text, port),
  fc.tuple(fc.constant("basic-client"), text, port)
)
/** Often a form, often one with a word put in, and now and then anything. */
const line: fc.Arbitrary<ReadonlyArray<string>> = fc.oneof(
  { weight: 6, arbitrary: form },
  {
    weight: 3,
    arbitrary: fc
      .tuple(form, fc.nat({ max: 4 }), fc.oneof(option, text, port))
      .map(([words, at, word]) => [...words].toSpliced(at, 0, word))
  },
  { weight: 1, arbitrary: fc.array(fc.oneof(fc.constantFrom(...commands), option, text, port), { maxLength: 5 }) }
)

/** Those of the lines that the table takes. */
const recognised = line
  .map((words) => ({ words, form: recognise(...words) }))
  .filter((found): found is { words: ReadonlyArray<string>; form: Form.Form } => found.form !== undefined)

describe("a plain form", () => {
  it.effect.prop(
    "is run as the tree runs the same words",
    [recognised],
    ([{ form, words }]) =>
      Effect.gen(function* () {
        const table = yield* outcome("host" in form ? PlainClient.run(form) : PlainServer.run(form))
        assert.deepEqual(table, yield* outcome(Cli.run(words)))
        assert.equal(table.runs.length, 1)
        assert.ok(table.succeeded)
      }),
    { fastCheck: { numRuns: 300 } }
  )

  it("is what the assignment's script and its text use", () => {
    assert.deepEqual(recognise("server", "55555"), { command: "server", port: 55_555 })
    assert.deepEqual(recognise("server", "--port", "0"), { command: "server", port: 0 })
    assert.deepEqual(recognise("client", "Scott", "localhost", "55555"), {
      command: "client",
      name: "Scott",
      host: "localhost",
      port: 55_555
    })
    assert.deepEqual(recognise("basic-server", "55555"), { command: "basic-server", port: 55_555 })
    assert.deepEqual(recognise("basic-client", "localhost", "55555"), {
      command: "basic-client",
      host: "localhost",
      port: 55_555
    })
  })

  it.each([
    [],
    ["server"],
    ["server", "--port"],
    ["server", "--port=5"],
    ["server", "5", "--port", "5"],
    ["server", "5", "--host", "::1"],
    ["server", "65536"],
    ["client", "Scott", "localhost"],
    ["client", "Scott", "localhost:5"],
    ["client", "Scott", "localhost", "0"],
    ["client", "--help", "localhost", "5"],
    ["client", "", "localhost", "5"],
    ["client", " ", "localhost", "5"],
    ["client", "x".repeat(65), "localhost", "5"],
    ["client", "Scott", "localhost", "5", "--json"],
    ["basic-client", "", "5"],
    ["send", "Scott", "localhost", "5"]
  ])("has no further word, no option but the port and nothing to refuse: %s %s %s %s", (...words) => {
    assert.equal(recognise(...words), undefined)
  })

  it("is not all that decides where a variable is set, or a person is at a terminal", () => {
    for (const name of ["CHAT_HOST", "CHAT_PASSWORD", "CHAT_RATE", "Chat_Port"]) {
      assert.equal(Form.recognise(["server", "5"], { environment: { [name]: "" }, isTerminal: false }), undefined)
    }
    assert.notEqual(Form.recognise(["server", "5"], { environment: { LANG: "C" }, isTerminal: true }), undefined)
    const client = ["client", "Scott", "localhost", "5"]
    assert.equal(Form.recognise(client, { environment: {}, isTerminal: true }), undefined)
  })
})
