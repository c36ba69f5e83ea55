import assert from "node:assert/strict"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as LastWords from "../../../src/Check/Program/LastWords.ts"
import { Output } from "../../../src/Check/Program/Output.ts"
import type { Ending, Program } from "../../../src/Check/Program.ts"

const printed = (text: string) => {
  const output = new Output()
  output.unsafeAdd(Buffer.from(text))
  return output
}

const program = (stdout: string, stderr: string, ending: Ending = { status: 1, signal: null }): Program => ({
  stdout: printed(stdout),
  stderr: printed(stderr),
  write: () => Effect.void,
  endInput: Effect.void,
  processorTime: Effect.succeed(0),
  ending: Effect.succeed(ending)
})

const python = `Traceback (most recent call last):
  File "server.py", line 90, in <module>
    run()
  File "server.py", line 40, in receive
    if data[0] != "/":
IndexError: list index out of range
`

const node = `file:///srv/server.mjs:40
TypeError: words is undefined
    at receive (server.mjs:40:7)
    at run (server.mjs:90:1)

Node.js v20.0.0
`

const crashOf = (...programs: ReadonlyArray<Program>) =>
  Effect.map(LastWords.ofAll(programs.map((program) => ({ program, who: "it" }))), ({ crash }) => crash)

it.effect("a crash is told by its error and its innermost place", () =>
  Effect.gen(function* () {
    assert.equal(
      yield* crashOf(program("", python)),
      `a crash, "IndexError: list index out of range", File "server.py", line 40, in receive`
    )
    assert.equal(
      yield* crashOf(program("", node)),
      `a crash, "TypeError: words is undefined", at receive (server.mjs:40:7)`
    )
    assert.equal(yield* crashOf(program("", "cannot go on\n")), `a crash, "cannot go on"`)
  })
)

it.effect("an end in order is no crash, nor is one without a word", () =>
  Effect.gen(function* () {
    assert.equal(yield* crashOf(program("", "bye\n", { status: 0, signal: null })), undefined)
    assert.equal(yield* crashOf(program("bye\n", "")), undefined)
  })
)

it.effect("of several programs each line says whose it is", () =>
  Effect.gen(function* () {
    const said = yield* LastWords.ofAll([
      { program: program("1\n2\n3\n4\n5\n", ""), who: "the server" },
      { program: program("", "x\n", { status: null, signal: "SIGTERM" }), who: "Kay's client" }
    ])
    assert.deepEqual(said.lines, [
      "the server: the program ended with status 1",
      ...["2", "3", "4", "5"].map((line) => `the server: its standard output: "${line}"`),
      "Kay's client: the program was ended by SIGTERM",
      `Kay's client: its standard error: "x"`
    ])
  })
)
