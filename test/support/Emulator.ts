/** A terminal emulator for what a test writes, without a process. */
import headless from "@xterm/headless"
import type { Size } from "../../src/Client/Terminal/Screen.ts"

export class Emulator {
  private readonly terminal: headless.Terminal
  /** Titles that were set, bells that rang, answers that the terminal gave. */
  readonly sideEffects: Array<string> = []

  constructor({ columns, rows }: Size) {
    this.terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true })
    this.terminal.onTitleChange((title) => this.sideEffects.push(`title ${title}`))
    this.terminal.onBell(() => this.sideEffects.push("bell"))
    this.terminal.onData((data) => this.sideEffects.push(`answer ${data}`))
  }

  /** Ends when the text has been taken. */
  write(text: string): Promise<void> {
    return new Promise((resolve) => this.terminal.write(text, resolve))
  }

  resize({ columns, rows }: Size): void {
    this.terminal.resize(columns, rows)
  }

  /** The rows down to the cursor's and further while they are not blank, the scrolled ones included. */
  get rows(): ReadonlyArray<string> {
    const { active } = this.terminal.buffer
    const rows = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? "")
    const last = rows.findLastIndex((row) => row !== "")
    return rows.slice(0, Math.max(last, this.cursor[0]) + 1)
  }

  get cursor(): readonly [row: number, column: number] {
    const { active } = this.terminal.buffer
    return [active.baseY + active.cursorY, active.cursorX]
  }

  get wraparound(): boolean {
    return this.terminal.modes.wraparoundMode
  }

  dispose(): void {
    this.terminal.dispose()
  }
}
