/**
 * Starts programs as processes, each in a process group of its own, because what a program starts must end with it. No
 * other module of a check starts processes.
 *
 * Invariant: when the scope has closed, no process of the group is left, even if the program ignores SIGTERM, nor any that
 * `Stragglers` finds outside of it.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { readFile } from "node:fs/promises"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import type { Commands } from "../Commands.ts"
import type { Ending, Program } from "../Program.ts"
import { Launcher, NotStarted, type Placeholders } from "./Launcher.ts"
import { Output } from "./Output.ts"
import * as Stragglers from "./Stragglers.ts"

/** The time from SIGTERM to SIGKILL. */
const KILL_AFTER = Duration.millis(500)

const ignore = () => {}

/** Variables in addition to those of this process; `undefined` removes one of those. */
type Environment = Readonly<Record<string, string | undefined>>

/** A command line with the placeholders filled in. */
export const fill = (words: ReadonlyArray<string>, placeholders: Placeholders): ReadonlyArray<string> =>
  words.map((word) => word.replace(/\{(host|port|name)\}/g, (_, key: keyof Placeholders) => String(placeholders[key])))

/** Signals the whole group; it is no error if the group is gone already. */
const signalGroup = (child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void => {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // ESRCH: no process is left.
  }
}

/**
 * Sends SIGTERM, and SIGKILL if the program has not ended after {@link KILL_AFTER}. The timer belongs to a scope, as in
 * `Net/Connection.close`: this runs in a finalizer, and an interrupted fiber would interrupt a child there.
 */
const end = (child: ChildProcessWithoutNullStreams, ending: Effect.Effect<Ending>): Effect.Effect<void> =>
  Effect.scopedWith((scope) => {
    signalGroup(child, "SIGTERM")
    return Effect.sleep(KILL_AFTER).pipe(
      Effect.zipRight(Effect.sync(() => signalGroup(child, "SIGKILL"))),
      Effect.interruptible,
      Effect.forkIn(scope),
      Effect.zipRight(Effect.asVoid(ending))
    )
  })

const stop = (child: ChildProcessWithoutNullStreams, ending: Effect.Effect<Ending>): Effect.Effect<void> =>
  Effect.gen(function* () {
    if (child.pid === undefined) return
    if (child.exitCode === null && child.signalCode === null) yield* end(child, ending)
    // Also if the program has ended: what it has started may still run.
    signalGroup(child, "SIGKILL")
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy()
  })

const open = (words: ReadonlyArray<string>, environment: Environment) => {
  const [file = "", ...args] = words
  const child = spawn(file, args, { detached: true, stdio: "pipe", env: { ...process.env, ...environment } })
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on("error", ignore)
  return child
}

/** Fields 14 and 15 of proc(5)'s `stat`, in ticks of 1/100 s: user and system time. */
const processorTime = (pid: number): Effect.Effect<number> =>
  Effect.tryPromise(() => readFile(`/proc/${pid}/stat`, "utf8")).pipe(
    Effect.map((stat) => {
      // The second field is the program's name in parentheses, which may contain spaces.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
      return (Number(fields[11]) + Number(fields[12])) / 100
    }),
    Effect.orElseSucceed(() => 0)
  )

const explain = (words: ReadonlyArray<string>, { code, message }: NodeJS.ErrnoException): string => {
  if (code === "EACCES") return "it may not be executed"
  if (code !== "ENOENT" && code !== "ENOTDIR") return message
  const isQuoted = words.length === 1 && /\s/.test(words[0] ?? "")
  return `there is no such program${isQuoted ? "; leave out the quotes around the words after --" : ""}`
}

const notStarted = (words: ReadonlyArray<string>, error: unknown): NotStarted => {
  const why = error instanceof Error ? explain(words, error) : String(error)
  return new NotStarted({ words, reason: `${words[0] || "A program without a name"} cannot be started: ${why}` })
}

const start = (
  words: ReadonlyArray<string>,
  environment: Environment
): Effect.Effect<Program, NotStarted, Scope.Scope> =>
  Effect.gen(function* () {
    const ending = yield* Deferred.make<Ending>()
    const started = yield* Deferred.make<void, NotStarted>()
    const before = yield* Stragglers.processes
    const mark = `${process.pid}-${yield* Random.nextIntBetween(0, Number.MAX_SAFE_INTEGER)}`
    const child = yield* Effect.acquireRelease(
      Effect.try({
        try: () => {
          const child = open(words, { ...environment, [Stragglers.MARK]: mark })
          child.on("spawn", () => Deferred.unsafeDone(started, Effect.void))
          child.on("error", (error) => Deferred.unsafeDone(started, notStarted(words, error)))
          // Not "close": a process that the program has started may hold its streams open.
          child.on("exit", (status, signal) => Deferred.unsafeDone(ending, Effect.succeed({ status, signal })))
          return child
        },
        // Node reports most reasons with an event, and throws the others.
        catch: (error) => notStarted(words, error)
      }),
      (child) => Effect.zipRight(stop(child, Deferred.await(ending)), Stragglers.end(mark, before))
    )
    yield* Deferred.await(started)
    const stdout = new Output()
    const stderr = new Output()
    child.stdout.on("data", (chunk: Uint8Array) => stdout.unsafeAdd(chunk))
    child.stderr.on("data", (chunk: Uint8Array) => stderr.unsafeAdd(chunk))
    return {
      stdout,
      stderr,
      write: (bytes) => Effect.sync(() => void child.stdin.write(bytes)),
      processorTime: processorTime(child.pid ?? 0),
      endInput: Effect.sync(() => void child.stdin.end()),
      ending: Deferred.await(ending)
    }
  })

/** Starts programs with these command lines, in this environment. */
export const layer = (commands: Commands, environment: Environment = {}): Layer.Layer<Launcher> =>
  Layer.succeed(Launcher, (placeholders, role) => start(fill(commands[role] ?? [], placeholders), environment))
