/** What a command line asks for, and what is said about one that asks for nothing that exists. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as CommandLine from "../../src/Cli/CommandLine.ts"
import { pages } from "../../src/Cli.ts"

const read = (line: string) => CommandLine.read(pages, line === "" ? [] : line.split(" "))

/** The sentence, and what explains more. */
const complaint = (line: string) => {
  const { see, sentence } = Either.getOrThrow(Either.flip(read(line)))
  return `${sentence} ${see}`
}

const words = (line: string) => {
  const request = Either.getOrThrow(read(line))
  return request?._tag === "Run" ? request.words.join(" ") : assert.fail(`${line} runs nothing`)
}

describe("a command line", () => {
  it.each([
    ["--help", { _tag: "Help", page: undefined }],
    ["-h", { _tag: "Help", page: undefined }],
    ["help", { _tag: "Help", page: undefined }],
    ["help server", { _tag: "Help", page: pages[0] }],
    ["server --help", { _tag: "Help", page: pages[0] }],
    ["server 1 2 3 -h", { _tag: "Help", page: pages[0] }],
    ["--version", { _tag: "Version" }],
    ["-V", { _tag: "Version" }],
    ["-v", { _tag: "Version" }],
    ["version", { _tag: "Version" }],
    ["--man", { _tag: "Manual" }],
    ["--completions fish", { _tag: "Completions", shell: "fish" }],
    ["--completions=zsh", { _tag: "Completions", shell: "zsh" }],
    ["", undefined]
  ])("asks with '%s' for what stands to reason", (line, request) => {
    assert.deepEqual(Either.getOrThrow(read(line)), request)
  })

  it.each([
    ["server 1024 --host ::1", "server --host =::1 -- =1024"],
    ["server --host=::1 1024", "server --host =::1 -- =1024"],
    ["server --log-level debug 1024", "server -- =1024"],
    ["server -5", "server -- =-5"],
    ["client Scott localhost 1 --plain", "client --plain -- =Scott =localhost =1"],
    ["client --plain -- --help server 1", "client --plain -- =--help =server =1"],
    ["check server --list --only a --only b", "check --list --only =a --only =b -- =server"],
    ["check server -- ./it --help -- {port}", "check -- =server =./it =--help =-- ={port}"],
    ["send Bot h 1 --channel lab --not an option", "send --channel =lab -- =Bot =h =1 =--not =an =option"],
    ["send Bot h 1 hi --channel --x", "send --channel =--x -- =Bot =h =1 =hi"]
  ])("'%s' gets into an order that cannot be misread", (line, expected) => {
    assert.equal(words(line), expected)
  })

  it.each([
    ["sever", "There is no command sever. Did you mean server? chat --help"],
    ["nonsense", "There is no command nonsense. chat --help"],
    ["help sever", "There is no command sever. Did you mean server? chat --help"],
    ["--vesion", "There is no option --vesion. Did you mean --version? chat --help"],
    ["--wizard", "There is no option --wizard. chat --help"],
    ["--completions sh", "--completions is one of bash, zsh, fish, not 'sh'. chat --help"],
    ["server --prot 1", "There is no option --prot. Did you mean --port? chat server --help"],
    ["server --Port 1", "There is no option --Port. Did you mean --port? chat server --help"],
    ["server --pass x", "There is no option --pass. Did you mean --password-file? chat server --help"],
    ["server -x", "There is no option -x. chat server --help"],
    ["client A h 1 --colour never", "There is no option --colour. Did you mean --color? chat client --help"],
    ["client A h 1 --color blue", "--color is one of auto, always, never, not 'blue'. chat client --help"],
    ["client A h 1 --tls=yes", "--tls takes no value. chat client --help"],
    ["server --port", "Missing the value of --port: --port PORT. chat server --help"],
    ["server --host --port 1", "Missing the value of --host: --host ADDRESS. chat server --help"],
    ["server --port 1 --port 2", "--port is given twice. chat server --help"],
    ["server 1 2", "'2' is a word too many. Usage: chat server [PORT] [options]. chat server --help"],
    ["client", "Missing NAME. Usage: chat client NAME HOST PORT [options]. chat client --help"],
    ["send Bot h 1", "Missing --channel CHANNEL. chat send --help"],
    [
      "send Bot --not an option",
      "There is no option --not. A text that begins with a dash goes after --. chat send --help"
    ],
    ["check", "Missing TARGET. Usage: chat check TARGET [options] -- PROGRAM [ARGUMENTS]. chat check --help"],
    [
      "check serve -- x",
      "TARGET is one of server, client, basic-server, basic-client, pair, not 'serve'. Did you mean server? chat check --help"
    ],
    ["check server python x.py", "Put -- before the program: chat check server -- python x.py. chat check --help"]
  ])("'%s' is refused with a sentence and the place that explains it", (line, expected) => {
    assert.equal(complaint(line), expected)
  })
})
