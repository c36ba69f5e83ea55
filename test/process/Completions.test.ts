/** The completions in the real shells: a line is typed, TAB and Enter are pressed, and a function shows what has come of it. */
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { isInstalled } from "./support/Installed.ts"
import { run } from "./support/Program.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"
import { startCommand } from "./support/TerminalProgram.ts"

/** What is typed, and what the shell makes of it at TAB. */
const completed: ReadonlyArray<readonly [line: string, result: string]> = [
  ["chat cl", "client"],
  ["chat he", "help"],
  ["chat li", "list"],
  ["chat --comp", "--completions"],
  ["chat --completions zs", "--completions zsh"],
  ["chat client --no-", "client --no-reconnect"],
  ["chat client --color al", "client --color always"],
  ["chat server --tls-cert cer", "server --tls-cert certificate.pem"],
  ["chat client Scott localhost 1 --password-file cer", "client Scott localhost 1 --password-file certificate.pem"],
  ["chat server --port 4000 --idle", "server --port 4000 --idle-timeout"],
  ["chat server --log-level w", "server --log-level warning"],
  ["chat basic-server --ho", "basic-server --host"],
  ["chat check basic-s", "check basic-server"],
  ["chat check server --ver", "check server --ver"],
  ["chat check server --verb", "check server --verbose"],
  ["chat check server -- cer", "check server -- certificate.pem"],
  // Nothing is offered for a name or a port.
  ["chat server --port cer", "server --port cer"],
  ["chat client cer", "client cer"]
]

interface Shell {
  readonly name: string
  readonly program: string
  readonly args: ReadonlyArray<string>
  /** Where the script goes, in the home folder. */
  readonly file: string
  /** Makes the shell use it, and defines a `chat` that shows its arguments. */
  readonly setUp: string
}

const show = 'chat() { echo "got: $*."; }'

const shells: ReadonlyArray<Shell> = [
  {
    name: "bash",
    program: "bash",
    args: ["--norc", "--noprofile", "-i"],
    file: "chat",
    setUp: `${show}; source ./chat`
  },
  {
    name: "zsh that sources it",
    program: "zsh",
    args: ["-f", "-i"],
    file: "chat.zsh",
    setUp: `autoload -Uz compinit; compinit -u -D; ${show}; source ./chat.zsh`
  },
  {
    name: "zsh that finds it in $fpath",
    program: "zsh",
    args: ["-f", "-i"],
    file: "_chat",
    setUp: `fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D; ${show}`
  },
  {
    name: "fish",
    program: "fish",
    args: ["--no-config", "-i"],
    file: "chat.fish",
    setUp: 'function chat; echo "got: $argv."; end; source ./chat.fish'
  }
]

describe.each(shells)("the completions of $name", ({ args, file, program, setUp }) => {
  it.scopedLive.runIf(isInstalled(program))("complete commands, options, values, files and targets", () =>
    Effect.gen(function* () {
      const home = yield* temporaryPath
      yield* Effect.promise(() => mkdir(home))
      const { stdout } = yield* run(["--completions", program])
      yield* Effect.promise(() => writeFile(join(home, file), stdout))
      yield* Effect.promise(() => writeFile(join(home, "certificate.pem"), ""))
      const env = { HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, PS1: "$ " }
      const shell = yield* startCommand(program, args, { cols: 120, rows: 50 }, env)
      yield* shell.press(`cd ${home}; ${setUp}; echo re''ady\r`)
      yield* shell.screen.contains("ready")
      for (const [line, result] of completed) {
        yield* shell.press(`${line}\t\r`)
        yield* shell.screen.contains(`got: ${result}.`)
      }
      // Nobody has printed anything else over the line.
      const complaint = shell.screen.rows.find((row) => /error|unknown|not found/i.test(row))
      if (complaint !== undefined) yield* Effect.die(new Error(complaint))
    })
  )
})
