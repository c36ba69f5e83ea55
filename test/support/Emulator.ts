/** A terminal emulator for what a test writes, without a process. */
import headless from "@xterm/headless"
import type { Size } from "../../src/Client/Terminal/Screen.ts"

/** What a change of width does: to all rows, to all but the cursor's, or to none, which are cut. */
const reflows = {
  reflows: { reflowCursorLine: true },
  "reflows all but the cursor's row": { reflowCursorLine: false },
  // The emulator's own way to say so: an old Windows reflows by itself.
  "does not reflow": { windowsPty: { backend: "winpty", buildNumber: 1 } }
} satisfies Readonly<Record<string, headless.ITerminalInitOnlyOptions & headless.ITerminalOptions>>

export type Reflow = keyof typeof reflows

export const everyReflow = Object.keys(reflows) as ReadonlyArray<Reflow>

export class Emulator {
  private readonly terminal: headless.Terminal
  /** Titles that were set, bells that rang, answers that the terminal gave. */
  readonly sideEffects: Array<string> = []

  constructor({ columns, rows }: Size, reflow: Reflow = "reflows") {
    this.terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, ...reflows[reflow] })
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

  /** The terminal's own cursor. */
  get cursor(): readonly [row: number, column: number] {
    const { active } = this.terminal.buffer
    return [active.baseY + active.cursorY, active.cursorX]
  }

  /** The cursor that is drawn: the first reversed cell at the terminal's own cursor or behind it. */
  get drawnCursor(): readonly [row: number, column: number] | undefined {
    const { active } = this.terminal.buffer
    for (let row = this.cursor[0]; row < active.length; row++) {
      const line = active.getLine(row)
      for (let column = 0; column < (line?.length ?? 0); column++) {
        if (line?.getCell(column)?.isInverse()) return [row, column]
      }
    }
    return undefined
  }

  get wraparound(): boolean {
    return this.terminal.modes.wraparoundMode
  }

  dispose(): void {
    this.terminal.dispose()
  }
}
