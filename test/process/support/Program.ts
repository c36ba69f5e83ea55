/** The built program as a process that ends with the scope. */
import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import type { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Output } from "./Output.ts"
import { bounded } from "./Wait.ts"

/** What `npm run build` makes. */
export const executable = fileURLToPath(new URL("../../../dist/chat.cjs", import.meta.url))

/** The environment of the tests, without the variables that the program looks at. */
export const environment = (variables: Readonly<Record<string, string>> = {}) => {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("CHAT_"))
  return { ...Object.fromEntries(inherited), ...variables }
}

/** How a process ended: by itself with a status, or by a signal. */
export interface Ending {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Program {
  readonly pid: number
  readonly stdout: Output
  readonly stderr: Output
  /** Writes to standard input: a byte string, or bytes. */
  readonly write: (input: string | Uint8Array) => Effect.Effect<void>
  readonly endInput: Effect.Effect<void>
  readonly signal: (signal: NodeJS.Signals) => Effect.Effect<void>
  /** Waits until the process has ended and all its output is here. */
  readonly exit: Effect.Effect<Ending>
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Standard input: by default a pipe that the test writes to. */
  readonly stdin?: "nothing" | Readable
  /** Another copy of the program than the one that was built. */
  readonly copy?: string
  /** A line of shell to run it under, in which `"$@"` stands for the program and its arguments. */
  readonly shell?: string
  /** Takes standard output, which is kept otherwise. */
  readonly onStdout?: (chunk: Uint8Array) => void
}

/** Starts `chat` with the given arguments. */
export const start = (
  args: ReadonlyArray<string>,
  { copy = executable, env, onStdout, shell, stdin }: ProgramOptions = {}
): Effect.Effect<Program, never, Scope.Scope> =>
  Effect.gen(function* () {
    const ending = yield* Deferred.make<Ending>()
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const command = [process.execPath, copy, ...args]
        const [file = "", ...words] = shell === undefined ? command : ["sh", "-c", shell, "sh", ...command]
        const child = spawn(file, words, {
          env: environment(env),
          stdio: [stdin === "nothing" ? "ignore" : "pipe", "pipe", "pipe"]
        })
        child.on("error", (cause) => Deferred.unsafeDone(ending, Effect.die(cause)))
        child.on("close", (status, signal) => Deferred.unsafeDone(ending, Effect.succeed({ status, signal })))
        return child
      }),
      (child) =>
        Effect.suspend(() => {
          if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL")
          return Deferred.await(ending)
        })
    )
    assert.ok(child.pid !== undefined && child.stdout !== null && child.stderr !== null)
    const stdout = new Output(child.stdout, onStdout)
    const stderr = new Output(child.stderr)
    // The program may end before it has read everything.
    child.stdin?.on("error", () => {})
    if (typeof stdin === "object" && child.stdin !== null) stdin.pipe(child.stdin)
    return {
      pid: child.pid,
      stdout,
      stderr,
      write: (input) => Effect.sync(() => void child.stdin?.write(input, "latin1")),
      endInput: Effect.sync(() => void child.stdin?.end()),
      signal: (signal) => Effect.sync(() => void child.kill(signal)),
      exit: bounded(
        Deferred.await(ending),
        () => `waited in vain for the end of chat ${args.join(" ")}; it said ${stdout.text} and ${stderr.text}`
      )
    }
  })

/** Runs `chat` to its end, which comes by itself. */
export const run = (args: ReadonlyArray<string>, options?: ProgramOptions) =>
  Effect.gen(function* () {
    const program = yield* start(args, options)
    const { status } = yield* program.exit
    return { status, stdout: program.stdout.text, stderr: program.stderr.text }
  }).pipe(Effect.scoped)

/** Waits until the program says on standard error that it listens, and returns the port. */
export const listeningPort = (program: Program): Effect.Effect<number> => {
  const announcement = /listening on (?:127\.0\.0\.1|\[::1\]):(\d+)(?:, with TLS)?\n/
  return Effect.map(
    program.stderr.until("the port", (text) => announcement.test(text)),
    (text) => Number(announcement.exec(text)?.[1])
  )
}

export interface ServerOptions extends ProgramOptions {
  /** Further words of the command line. */
  readonly flags?: ReadonlyArray<string>
}

export interface ServerProgram extends Program {
  readonly port: number
}

/** `chat server` on a Unix socket, whose path nobody else takes, even while the server is not running. */
export const startServerAt = (path: string, options?: ServerOptions): Effect.Effect<Program, never, Scope.Scope> =>
  Effect.tap(start(["server", "--socket", path, ...(options?.flags ?? [])], options), (server) =>
    server.stderr.contains(`listening on ${path}\n`)
  )

const startListening =
  (subcommand: string) =>
  (host = "127.0.0.1", options?: ServerOptions): Effect.Effect<ServerProgram, never, Scope.Scope> =>
    Effect.gen(function* () {
      const program = yield* start([subcommand, "--host", host, "--port", "0", ...(options?.flags ?? [])], options)
      return { ...program, port: yield* listeningPort(program) }
    })

/** `chat server` on a free port of the loopback interface. */
export const startServer = startListening("server")

/** `chat basic-server`, likewise. */
export const startBasicServer = startListening("basic-server")
