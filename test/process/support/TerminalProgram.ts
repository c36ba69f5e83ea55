/** The built program in a pseudo-terminal, whose output a terminal emulator draws. */
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { ReadStream } from "node:tty"
import { type IPty, spawn } from "@lydell/node-pty"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { environment, executable } from "./Program.ts"
import { Screen, type TerminalSize } from "./Screen.ts"
import { temporaryPath } from "./TemporaryPath.ts"
import { bounded } from "./Wait.ts"

export interface TerminalProgram {
  readonly pid: number
  readonly screen: Screen
  /** All that it has written, control sequences included. */
  readonly written: () => string
  /** Sends what keys send: `\r` for Enter, `\x04` for ^D. */
  readonly press: (keys: string) => Effect.Effect<void>
  readonly resize: (size: TerminalSize) => Effect.Effect<void>
  /** Waits for the end and for all that was written before it, and returns the exit status. */
  readonly exit: Effect.Effect<number>
}

/**
 * node-pty drops the output that it has not read 200 ms after the end of the process, which may be some of it on a busy
 * machine. Makes it read to the end. Returns a function that drops the rest.
 */
const readToTheEnd = (pty: IPty): (() => void) => {
  const socket: ReadStream = Reflect.get(pty, "_socket")
  const drop = socket.destroy.bind(socket)
  // On Linux the output ends with an error (EIO).
  socket.destroy = (error) => (error === undefined && !socket.readableEnded ? socket : drop(error))
  return () => void drop()
}

/** The state folder of a user who has used the client before. */
export const stateFolder = Effect.tap(temporaryPath, (folder) =>
  Effect.promise(async () => {
    await mkdir(join(folder, "effect-chat"), { recursive: true })
    await writeFile(join(folder, "effect-chat", "history"), "typed before\n")
  })
)

/** Waits for the greeting of a client that has drawn its prompt, and clears the screen of it. */
export const clearGreeting = ({ press, screen }: TerminalProgram): Effect.Effect<void> =>
  screen
    .contains("Connected")
    .pipe(
      Effect.zipRight(press("\u000c")),
      Effect.zipRight(
        screen.until("no greeting", () => (screen.rows.some((row) => row.includes("Connected")) ? "" : "no greeting"))
      )
    )

/** Starts a program in a terminal of the given size, with a state folder of its own. */
export const startCommand = (
  command: string,
  args: ReadonlyArray<string>,
  size: TerminalSize,
  env: Readonly<Record<string, string>> = {}
): Effect.Effect<TerminalProgram, never, Scope.Scope> =>
  Effect.gen(function* () {
    const screen = new Screen(size)
    const status = yield* Deferred.make<number>()
    // The user's own NO_COLOR must not change the tests.
    const { NO_COLOR: _, ...inherited } = environment()
    const variables = { ...inherited, TERM: "xterm-256color", XDG_STATE_HOME: yield* stateFolder, ...env }
    const open = () => {
      const pty = spawn(command, [...args], { ...size, env: variables })
      const drop = readToTheEnd(pty)
      pty.onData((data) => screen.write(data))
      pty.onExit(({ exitCode, signal }) =>
        Deferred.unsafeDone(status, Effect.succeed(signal ? 128 + signal : exitCode))
      )
      return { pty, drop }
    }
    const { pty } = yield* Effect.acquireRelease(Effect.sync(open), ({ drop, pty }) =>
      Effect.gen(function* () {
        if (!(yield* Deferred.isDone(status))) pty.kill("SIGKILL")
        drop()
        yield* Deferred.await(status)
      })
    )
    return {
      pid: pty.pid,
      screen,
      written: () => screen.written,
      press: (keys) => Effect.sync(() => pty.write(keys)),
      resize: (size) =>
        Effect.sync(() => {
          screen.resize(size)
          pty.resize(size.cols, size.rows)
        }),
      exit: bounded(
        Effect.zipLeft(Deferred.await(status), screen.drawn),
        () => `waited in vain for the end of ${command} ${args.join(" ")}`
      )
    }
  })

/** Starts `chat` with the given arguments in a terminal of the given size. */
export const startOnTerminal = (
  args: ReadonlyArray<string>,
  size: TerminalSize,
  env?: Readonly<Record<string, string>>
): Effect.Effect<TerminalProgram, never, Scope.Scope> =>
  startCommand(process.execPath, [executable, ...args], size, env)
