/** The command line: wrong usage is one line on standard error and status 2, and nothing else happens. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { listeningPort, run, start } from "./support/Program.ts"

/** The mistake, the command line, and what the message must mention. */
type Mistake = readonly [mistake: string, args: ReadonlyArray<string>, about: RegExp]

const serverMistakes: ReadonlyArray<Mistake> = [
  ["no port", ["server"], /port/i],
  ["a port beyond 65535", ["server", "99999"], /port/i],
  ["a port option beyond 65535", ["server", "--port", "99999"], /port/i],
  ["a port that is no number", ["server", "abc"], /port/i],
  ["a port option that is no number", ["server", "--port", "abc"], /port/i],
  ["a port option without its value", ["server", "--port"], /--port/],
  ["two different ports", ["server", "1024", "--port", "1025"], /port/i],
  ["a port and a socket", ["server", "1024", "--socket", "/nowhere/s"], /socket/],
  ["a socket path that the system would cut", ["server", "--socket", `/${"x".repeat(120)}`], /path of a socket/],
  ["an empty socket path", ["server", "--socket", ""], /path of a socket/],
  ["an empty host, which is not every address", ["server", "--host", "", "--port", "0"], /host/],
  ["a word too many", ["server", "1024", "more"], /more/],
  ["an unknown option", ["server", "--nonsense", "--port", "0"], /--nonsense/],
  ["an unknown option before the port", ["server", "--nonsense", "0"], /--nonsense/],
  ["a bound that is no number", ["server", "0", "--rate", "fast"], /--rate is a whole number from 1 to/],
  [
    "a bound that is too small",
    ["server", "0", "--max-connections", "0"],
    /--max-connections is a whole number from 1/
  ],
  ["a bound that is not whole", ["server", "0", "--name-timeout", "1.5"], /--name-timeout/],
  ["a soft bound above the hard one", ["server", "0", "--soft-unsent", "2", "--hard-unsent", "1"], /--soft-unsent/],
  ["a certificate without a key", ["server", "0", "--tls-cert", "x.pem"], /--tls-key/],
  [
    "a certificate that is not there",
    ["server", "0", "--tls-cert", "x.pem", "--tls-key", "x.pem"],
    /: --tls-cert: x\.pem does not exist\./
  ],
  ["a password file that is not there", ["server", "0", "--password-file", "nowhere"], /nowhere/],
  ["no port for the basic server", ["basic-server"], /port/i],
  ["no number for the basic server", ["basic-server", "abc"], /port/i]
]

const clientMistakes: ReadonlyArray<Mistake> = [
  ["no name", ["client"], /name/i],
  [
    "no host",
    ["client", "Panda"],
    /the host and the port of the server\. Usage: chat client NAME HOST PORT \[options\]\./
  ],
  [
    "no port",
    ["client", "Panda", "127.0.0.1"],
    /the port of the server\. Usage: chat client NAME HOST PORT \[options\]\./
  ],
  ["a port beyond 65535", ["client", "Panda", "127.0.0.1", "99999"], /'99999'\. Usage: chat client NAME HOST PORT/],
  ["a port beyond 65535 behind the host", ["client", "Panda", "127.0.0.1:99999"], /'99999'\. Usage: chat client NAME/],
  ["the words in another order", ["client", "127.0.0.1", "1", "Panda"], /'Panda'\. Usage: chat client NAME HOST PORT/],
  ["port 0", ["client", "Panda", "127.0.0.1", "0"], /port/i],
  ["a port that is no number", ["client", "Panda", "127.0.0.1", "abc"], /port/i],
  ["a word too many", ["client", "Panda", "127.0.0.1", "1", "more"], /more/],
  ["an unknown option", ["client", "Panda", "127.0.0.1", "1", "--nonsense"], /--nonsense/],
  ["an unknown option before the name", ["client", "--nonsense", "Panda", "127.0.0.1", "1"], /--nonsense/],
  ["an unknown option in place of the name", ["client", "--nonsense", "127.0.0.1", "1"], /--nonsense/],
  ["an empty host", ["client", "Panda", "", "1"], /host/],
  ["an empty name", ["client", "", "127.0.0.1", "1"], /blank/],
  ["a blank name", ["client", "  ", "127.0.0.1", "1"], /blank/],
  ["a name of 65 bytes", ["client", "x".repeat(65), "127.0.0.1", "1"], /64/],
  ["a name of 33 characters in 66 bytes", ["client", "é".repeat(33), "127.0.0.1", "1"], /64/],
  ["an authority that is none", ["client", "Panda", "127.0.0.1", "1", "--tls-ca", "package.json"], /--tls-ca/],
  ["an authority that is not there", ["client", "Panda", "127.0.0.1", "1", "--tls-ca", "x.pem"], /x\.pem/],
  ["a password file that is not there", ["client", "Panda", "127.0.0.1", "1", "--password-file", "nowhere"], /nowhere/],
  [
    "a socket path that the system would cut",
    ["client", "Panda", "--socket", `/${"x".repeat(120)}`],
    /path of a socket/
  ],
  ["no host for the basic client", ["basic-client"], /host/],
  ["no port for the basic client", ["basic-client", "127.0.0.1"], /port/]
]

const programMistakes: ReadonlyArray<Mistake> = [
  ["an unknown command", ["nonsense"], /no command nonsense/],
  ["an unknown option of the program", ["--nonsense"], /./]
]

const refuses = ([, args, about]: Mistake) =>
  Effect.gen(function* () {
    const { status, stderr, stdout } = yield* run(args, { stdin: "nothing" })
    assert.equal(stdout, "")
    assert.match(stderr, /^[^\n]+ See chat [^\n]+\.\n$/)
    assert.match(stderr, about)
    assert.equal(status, 2)
  })

describe("chat", () => {
  it.live("alone shows the short help on standard error, with status 2", () =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* run([], { stdin: "nothing" })
      assert.equal(stdout, "")
      assert.match(stderr, /^Usage: chat COMMAND/m)
      assert.equal(status, 2)
    })
  )

  it.live.each(programMistakes)("refuses %s in one line, with status 2", refuses)
})

describe("chat server", () => {
  it.live.each(serverMistakes)("refuses %s in one line, with status 2", refuses)

  it.live.each(["abc", "", "99999"])("refuses the port '%s' in CHAT_PORT in one line, with status 2", (port) =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* run(["server"], { env: { CHAT_PORT: port } })
      assert.equal(stdout, "")
      assert.match(stderr, /^[^\n]*CHAT_PORT[^\n]*\n$/)
      assert.equal(status, 2)
    })
  )

  it.scopedLive("takes its port from CHAT_PORT", () =>
    Effect.gen(function* () {
      const program = yield* start(["server", "--host", "127.0.0.1"], { env: { CHAT_PORT: "0" } })
      yield* listeningPort(program)
      assert.equal(program.stdout.text, "")
    })
  )

  it.scopedLive.each(["server 0 --host 127.0.0.1", "server --host 127.0.0.1 0"])(
    "takes its port as a word: %s",
    (words) =>
      Effect.gen(function* () {
        yield* listeningPort(yield* start(words.split(" ")))
      })
  )

  it.scopedLive("prefers the command line to CHAT_PORT", () =>
    Effect.gen(function* () {
      const env = { CHAT_PORT: "nonsense" }
      yield* listeningPort(yield* start(["server", "--host", "127.0.0.1", "--port", "0"], { env }))
    })
  )
})

describe("chat client", () => {
  it.live.each(clientMistakes)("refuses %s in one line, with status 2", refuses)
})

describe("help and version", () => {
  const questions = ["--help", "server --help", "client --help", "--version"]

  it.live.each(questions)("chat %s is plain text on a pipe, with status 0", (words) =>
    Effect.gen(function* () {
      const { status, stderr, stdout } = yield* run(words.split(" "), { env: { FORCE_COLOR: "1" } })
      assert.equal(stderr, "")
      assert.match(stdout, words === "--version" ? /^chat \d+\.\d+\.\d+\n$/ : /^Usage: chat /m)
      assert.ok(!stdout.includes("\u001b"), "an escape sequence on a pipe")
      assert.equal(status, 0)
    })
  )
})
