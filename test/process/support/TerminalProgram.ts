/** The built program in a pseudo-terminal, and what a person would see: its output goes through a terminal emulator. */
import { type IPty, spawn } from "@lydell/node-pty"
import headless from "@xterm/headless"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { environment, executable } from "./Program.ts"
import { bounded } from "./Wait.ts"

export interface TerminalSize {
  readonly cols: number
  readonly rows: number
}

/** What stands on the screen, and all that the emulator was told to do beside it. */
class Screen {
  private readonly emulator: headless.Terminal
  private readonly watchers = new Set<() => void>()
  /** The titles that the window was given, and how often the bell rang. */
  readonly sideEffects: Array<string> = []

  constructor(size: TerminalSize) {
    this.emulator = new headless.Terminal({ ...size, allowProposedApi: true })
    this.emulator.onTitleChange((title) => this.sideEffects.push(`title ${title}`))
    this.emulator.onBell(() => this.sideEffects.push("bell"))
    this.emulator.onWriteParsed(() => {
      for (const look of [...this.watchers]) look()
    })
  }

  write(data: string): void {
    this.emulator.write(data)
  }

  /** The rows, what has scrolled out of sight included, without blanks at their ends and blank rows after the last. */
  get rows(): ReadonlyArray<string> {
    const { active } = this.emulator.buffer
    const rows = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString() ?? "")
    return rows.join("\n").trimEnd().split(/ *\n/)
  }

  /** Where the cursor is: the row as in `rows`, and the column, both from 0. */
  get cursor(): readonly [row: number, column: number] {
    const { active } = this.emulator.buffer
    return [active.baseY + active.cursorY, active.cursorX]
  }

  /** Waits until exactly these rows are there. */
  shows(...expected: ReadonlyArray<string>): Effect.Effect<void> {
    return this.until(draw(expected), () => draw(this.rows))
  }

  /** Waits until these are the last rows. */
  endsWith(...expected: ReadonlyArray<string>): Effect.Effect<void> {
    return this.until(draw(expected), () => draw(this.rows.slice(-expected.length)))
  }

  /** Waits until the cursor is there. */
  hasCursorAt(row: number, column: number): Effect.Effect<void> {
    return this.until(`the cursor at ${[row, column]}`, () => `the cursor at ${this.cursor}`)
  }

  private until(expected: string, actual: () => string): Effect.Effect<void> {
    return bounded(
      Effect.async<void>((resume) => {
        const look = () => {
          if (actual() !== expected) return
          this.watchers.delete(look)
          resume(Effect.void)
        }
        this.watchers.add(look)
        look()
        return Effect.sync(() => this.watchers.delete(look))
      }),
      () => `waited in vain for ${expected}\nthere is ${draw(this.rows)}\nand the cursor at ${this.cursor}`
    )
  }
}

const draw = (rows: ReadonlyArray<string>) => rows.map((row) => `\n|${row}`).join("")

export interface TerminalProgram {
  readonly screen: Screen
  /** Sends what keys send: `\r` for Enter, `\x04` for ^D. */
  readonly press: (keys: string) => Effect.Effect<void>
  /** Waits for the end, and answers with the exit status. */
  readonly exit: Effect.Effect<number>
}

/** Starts `chat` with the given arguments in a terminal of the given size. */
export const startOnTerminal = (
  args: ReadonlyArray<string>,
  size: TerminalSize
): Effect.Effect<TerminalProgram, never, Scope.Scope> =>
  Effect.gen(function* () {
    const screen = new Screen(size)
    const status = yield* Deferred.make<number>()
    const open = (): IPty => {
      const pty = spawn(process.execPath, [executable, ...args], {
        ...size,
        env: environment({ TERM: "xterm-256color" })
      })
      pty.onData((data) => screen.write(data))
      pty.onExit(({ exitCode, signal }) =>
        Deferred.unsafeDone(status, Effect.succeed(signal ? 128 + signal : exitCode))
      )
      return pty
    }
    const pty = yield* Effect.acquireRelease(Effect.sync(open), (pty) =>
      Effect.gen(function* () {
        if (!(yield* Deferred.isDone(status))) pty.kill("SIGKILL")
        yield* Deferred.await(status)
      })
    )
    return {
      screen,
      press: (keys) => Effect.sync(() => pty.write(keys)),
      exit: bounded(Deferred.await(status), () => `waited in vain for the end of chat ${args.join(" ")}`)
    }
  })
