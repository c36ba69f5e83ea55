/** A terminal in memory: the test presses keys and reads what was written, a string for each write. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import { HistoryError, HistoryFile } from "../../src/Client/Terminal/HistoryFile.ts"
import { LogFile, LogFileError } from "../../src/Client/Terminal/LogFile.ts"
import type { Size } from "../../src/Client/Terminal/Screen.ts"
import { type Change, Terminal } from "../../src/Client/Terminal/Terminal.ts"
import { MemoryInput } from "./MemoryInput.ts"

export class MemoryTerminal {
  readonly writes: Array<string> = []
  readonly remembered: Array<string> = []
  /** What the log has, and whether it takes more. */
  log = ""
  logFails = false
  size: Size = { columns: 80, rows: 24 }
  suspensions = 0
  /** Takes nothing of what is written, as a terminal does after ^S. */
  held = false
  private readonly input = new MemoryInput()
  private readonly changes = Effect.runSync(Queue.unbounded<Change>())

  constructor(
    private readonly historyFails = false,
    private readonly history: ReadonlyArray<string> = ["earlier"]
  ) {}

  press(keys: string): void {
    this.input.type(keys)
  }

  end(): void {
    this.input.end()
  }

  change(change: Change): void {
    this.changes.unsafeOffer(change)
  }

  /** All that was written, without the drawn cursor behind a line and what moves the cursor and erases. */
  get text(): string {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    return this.writes.join("").replace(/\u001b\[7m \u001b\[0m|\u001b\[[?\d;]*[A-Za-z]|\r/g, "")
  }

  readonly layer = Layer.mergeAll(
    Layer.succeed(Terminal, {
      size: Effect.sync(() => this.size),
      input: this.input.stream,
      write: (text) =>
        Effect.suspend(() => (this.held ? Effect.never : Effect.sync(() => void this.writes.push(text)))),
      changes: this.changes,
      suspend: Effect.sync(() => void this.suspensions++)
    }),
    Layer.succeed(HistoryFile, {
      load: Effect.sync(() => this.history),
      append: (line) =>
        this.historyFails
          ? Effect.fail(new HistoryError({ path: "/nowhere", cause: Object.assign(new Error(), { code: "EROFS" }) }))
          : Effect.sync(() => void this.remembered.push(line))
    }),
    Layer.succeed(LogFile, {
      append: (text) =>
        Effect.suspend(() => {
          if (this.logFails) {
            return new LogFileError({ path: "/log", cause: Object.assign(new Error(), { code: "ENOSPC" }) })
          }
          this.log += text
          return Effect.void
        })
    })
  )
}
