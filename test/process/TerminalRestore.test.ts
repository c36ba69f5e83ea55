/** However `chat client` leaves a terminal, and while it is stopped, the terminal is as it was before. */
import assert from "node:assert/strict"
import { readFile, writeFile } from "node:fs/promises"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { executable } from "./support/Program.ts"
import { listen } from "./support/RawSocket.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"
import { startCommand } from "./support/TerminalProgram.ts"

const SIZE = { cols: 100, rows: 24 }

/** What the window is called before the client comes. */
const TITLE = "the shell's own"

/** Loaded into the client: says which process it is, and has it crash at a signal that nothing else is sent by. */
const LOADED = `
  require("node:fs").writeFileSync(process.env.CHAT_TEST_PID, String(process.pid))
  process.on("SIGUSR2", () => setImmediate(() => { throw new Error("crashed") }))
`

/** A client in a shell that prints the terminal's settings before it and after it, and then waits. */
const open = (...options: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { accept, port } = yield* listen
    const [pidFile, loaded] = [yield* temporaryPath, `${yield* temporaryPath}.cjs`]
    yield* Effect.promise(() => writeFile(loaded, LOADED))
    const words = [process.execPath, "--require", loaded, executable, "client", "Panda", "127.0.0.1", port, ...options]
    const script = `printf '\\033]2;%s\\007' "$TITLE"; stty -g; ${words.join(" ")}; echo "status $?"; stty -g; read -r _`
    const terminal = yield* startCommand("/bin/sh", ["-c", script], SIZE, { CHAT_TEST_PID: pidFile, TITLE })
    const socket = yield* accept
    yield* terminal.screen.contains("(no channel)>")
    const pid = Number(yield* Effect.promise(() => readFile(pidFile, "utf8")))
    return { ...terminal, socket, signal: (name: NodeJS.Signals) => Effect.sync(() => process.kill(pid, name)) }
  })

const ways = {
  "at ^D": { way: ({ press }) => press("\u0004"), status: 0 },
  "at ^C, with a line half typed": { way: ({ press }) => press("half\u0003\u0003"), status: 0 },
  "with the server": { way: ({ socket }) => socket.end, options: ["--no-reconnect"], status: 1 },
  "at SIGTERM": { way: ({ signal }) => signal("SIGTERM"), status: 0 },
  "at SIGHUP": { way: ({ signal }) => signal("SIGHUP"), status: 0 },
  "in a crash": { way: ({ signal }) => signal("SIGUSR2"), status: 1 }
} satisfies Record<
  string,
  {
    way: (client: Effect.Effect.Success<ReturnType<typeof open>>) => Effect.Effect<void>
    status: number
    options?: ReadonlyArray<string>
  }
>

describe("the terminal is restored when the client leaves", () => {
  for (const [name, { status, way, ...rest }] of Object.entries(ways)) {
    it.scopedLive(name, () =>
      Effect.gen(function* () {
        const client = yield* open(...("options" in rest ? rest.options : []))
        const taken = { bracketedPaste: true, focusReports: true }
        assert.deepEqual({ ...client.screen.modes, ...taken }, client.screen.modes)
        yield* client.screen.until("a title", () => (client.screen.title?.endsWith("chat") ? "a title" : ""))
        yield* way(client)
        const [settings = ""] = client.screen.rows
        yield* client.screen.endsWith(`status ${status}`, settings)
        assert.deepEqual(client.screen.modes, { bracketedPaste: false, focusReports: false, wraparound: true })
        assert.equal(client.screen.title, TITLE)
      })
    )
  }
})

describe("^Z", () => {
  it.scopedLive("gives the terminal to the shell, and fg takes it back with the line half typed", () =>
    Effect.gen(function* () {
      const { accept, port } = yield* listen
      const env = { PS1: "$ ", HISTFILE: "", INPUTRC: "/dev/null" }
      const shell = yield* startCommand("/bin/bash", ["--norc", "--noprofile", "--noediting", "-i"], SIZE, env)
      yield* shell.screen.shows("$")
      yield* shell.press(`stty -g; ${process.execPath} ${executable} client Panda 127.0.0.1 ${port}\r`)
      const socket = yield* accept
      yield* shell.screen.endsWith("(no channel)>")
      yield* shell.press("half")
      yield* shell.screen.endsWith("(no channel)> half")
      yield* shell.press("\u001a")
      yield* shell.screen.endsWith("$")
      const settings = shell.screen.rows.find((row) => /^[0-9a-f]+:/.test(row)) ?? assert.fail("no settings")
      yield* shell.press("stty -g; echo here\r")
      yield* shell.screen.endsWith(settings, "here", "$")
      assert.equal(shell.screen.modes.bracketedPaste, false)
      assert.equal(shell.screen.modes.focusReports, false)
      yield* socket.sendFrames("[Ann] hello")
      yield* shell.press("fg\r")
      yield* shell.screen.endsWith("hh:mm [Ann] hello", "(no channel)> half")
      yield* shell.press(" line\r")
      yield* socket.received.contains("half line")
      yield* shell.press("\u0004")
      yield* socket.received.ended
    })
  )

  it.scopedLive("stops a client that works line by line, as it stops every program", () =>
    Effect.gen(function* () {
      const { accept, port } = yield* listen
      const env = { PS1: "$ ", HISTFILE: "", INPUTRC: "/dev/null" }
      const shell = yield* startCommand("/bin/bash", ["--norc", "--noprofile", "--noediting", "-i"], SIZE, env)
      yield* shell.screen.shows("$")
      yield* shell.press(`${process.execPath} ${executable} client --plain Panda 127.0.0.1 ${port}\r`)
      const socket = yield* accept
      yield* shell.screen.contains("Notice: Connected")
      yield* shell.press("\u001a")
      yield* shell.screen.endsWith("$")
      yield* shell.press("fg\r")
      yield* socket.sendFrames("[Ann] hello")
      yield* shell.screen.endsWith("hh:mm Ann says: hello")
    })
  )

  it.scopedLive("does no harm where nothing can bring the client back", () =>
    Effect.gen(function* () {
      const { press, screen } = yield* open()
      yield* press("one\u001a")
      yield* press("two")
      yield* screen.endsWith("(no channel)> onetwo")
    })
  )
})
