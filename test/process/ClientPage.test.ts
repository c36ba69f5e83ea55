/** What the documentation of the client shows is what happens. */
import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises"
import { delimiter, join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Output } from "./support/Output.ts"
import { environment, executable, startServer } from "./support/Program.ts"
import { connectTo } from "./support/RawSocket.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"
import { clearGreeting, startOnTerminal } from "./support/TerminalProgram.ts"

const page = Effect.promise(() => readFile(new URL("../../docs/CLIENT.md", import.meta.url), "utf8"))

/** The first block of code with this label that holds the text. */
const block = (label: string, text: string) =>
  Effect.map(page, (page) => {
    const blocks = Array.from(page.matchAll(/```(\w+)\n([\s\S]*?)```/g))
    const [, , code] = blocks.find(([, found, code]) => found === label && code?.includes(text)) ?? []
    return code ?? assert.fail(`no block of ${label} with ${text}`)
  })

/** Runs a program that finds `chat` on its path, until the scope ends. Returns what it prints. */
const startProgram = (command: string, args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const folder = yield* temporaryPath
    yield* Effect.promise(() => mkdir(folder))
    yield* Effect.promise(() => symlink(executable, join(folder, "chat")))
    const path = `${folder}${delimiter}${process.env["PATH"]}`
    const child = yield* Effect.acquireRelease(
      Effect.sync(() =>
        spawn(command, args, { env: environment({ PATH: path }), stdio: ["ignore", "pipe", "inherit"] })
      ),
      (child) => Effect.sync(() => void child.kill("SIGKILL"))
    )
    return new Output(child.stdout)
  })

const bytes = (text: string) => Buffer.from(text).toString("latin1")

describe("the client's page", () => {
  it.scopedLive("shows a screen as it is", () =>
    Effect.gen(function* () {
      const shown = yield* block("text", "see you on Mo")
      const rows = shown
        .trimEnd()
        .replaceAll(/^\d\d:\d\d(?=[ *])/gm, "hh:mm")
        .split("\n")
      const server = yield* startServer()
      const words = ["client", "Panda", "127.0.0.1", String(server.port)]
      const client = yield* startOnTerminal(words, { cols: 64, rows: 24 })
      const { press, screen } = client
      yield* clearGreeting(client)
      yield* screen.shows("(no channel)>")
      yield* press("/create lab\r")
      const alice = yield* connectTo(server.port)
      yield* screen.endsWith("lab>")
      yield* alice.sendFrames("Alice", "/join lab")
      yield* screen.contains("Alice has joined")
      yield* alice.sendFrames("Hi everyone! Does anyone know what we're doing on the first day of lecture?")
      yield* screen.contains("lecture?")
      yield* press("al\ta chat server 💬\r")
      yield* screen.contains("a chat server")
      yield* alice.sendFrames(bytes("thanks, Panda 🐼 你好"))
      yield* screen.contains("thanks, Panda")
      yield* alice.end
      yield* screen.contains("Alice has left")
      yield* press("see you on Mo")
      yield* screen.shows(...rows)
    })
  )

  /** A server with a channel and Ann in it, and the code with the server's port. */
  const open = (code: string) =>
    Effect.gen(function* () {
      const server = yield* startServer()
      const ann = yield* connectTo(server.port)
      yield* ann.sendFrames("Ann", "/create lab")
      return { ann, code: code.replaceAll("55555", String(server.port)) }
    })

  it.scopedLive("sends from scripts", () =>
    Effect.gen(function* () {
      const { ann, code } = yield* open(yield* block("sh", "chat send"))
      const printed = yield* startProgram("/bin/sh", ["-ec", `${code}\necho done`])
      assert.equal(yield* printed.ended, "done\n")
      yield* ann.received.contains("[Bot] 3")
      assert.match(ann.received.text, /\[Bot\] build 42 failed .*\[Bot\] 1 .*\[Bot\] 2 .*\[Bot\] 3 /)
    })
  )

  it.scopedLive("has a bot that answers", () =>
    Effect.gen(function* () {
      const { ann, code } = yield* open(yield* block("js", "--json"))
      const file = `${yield* temporaryPath}.mjs`
      yield* Effect.promise(() => writeFile(file, code))
      yield* startProgram(process.execPath, [file])
      yield* ann.received.contains("Bot has joined")
      yield* ann.sendFrames("!ping")
      yield* ann.received.contains("[Bot] Ann: pong")
    })
  )
})
