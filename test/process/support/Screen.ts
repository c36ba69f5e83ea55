/** What a person would see on a terminal: an emulator draws what is written to it. */
import headless from "@xterm/headless"
import * as Effect from "effect/Effect"
import { bounded } from "./Wait.ts"

export interface TerminalSize {
  readonly cols: number
  readonly rows: number
}

/** A cell of the screen. */
export interface Cell {
  readonly text: string
  /** 2 for a wide character, and 0 for the cell behind it. */
  readonly columns: number
  /** Of the 256; undefined: the terminal's own. */
  readonly color: number | undefined
  readonly isBold: boolean
  readonly isReverse: boolean
}

/** What is on the screen, and what else the emulator was told to do. */
export class Screen {
  private readonly emulator: headless.Terminal
  private readonly watchers = new Set<() => void>()
  /** The titles that the window was given, and how often the bell rang. */
  readonly sideEffects: Array<string> = []
  /** All that it was given. */
  written = ""

  constructor(size: TerminalSize) {
    const windowOptions = { pushTitle: true, popTitle: true }
    this.emulator = new headless.Terminal({ ...size, allowProposedApi: true, windowOptions })
    this.emulator.onTitleChange((title) => this.sideEffects.push(`title ${title}`))
    this.emulator.onBell(() => this.sideEffects.push("bell"))
    this.emulator.onWriteParsed(() => {
      for (const look of [...this.watchers]) look()
    })
  }

  write(data: string): void {
    this.written += data
    this.emulator.write(data)
  }

  resize({ cols, rows }: TerminalSize): void {
    this.emulator.resize(cols, rows)
  }

  /** Waits until everything that was written has been drawn. */
  readonly drawn: Effect.Effect<void> = Effect.async((resume) => this.emulator.write("", () => resume(Effect.void)))

  /**
   * The rows, including those that have scrolled out of sight, without spaces at their ends and empty rows at the end.
   * Every time of day is `hh:mm`.
   */
  get rows(): ReadonlyArray<string> {
    const { active } = this.emulator.buffer
    const rows = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString() ?? "")
    return rows
      .map((row) => row.replace(/^\d\d:\d\d(?=[ *])/, "hh:mm"))
      .join("\n")
      .trimEnd()
      .split(/ *\n/)
  }

  /** Whether pastes are bracketed, the focus is told of, and rows are wrapped. */
  get modes(): { readonly bracketedPaste: boolean; readonly focusReports: boolean; readonly wraparound: boolean } {
    const { bracketedPasteMode, sendFocusMode, wraparoundMode } = this.emulator.modes
    return { bracketedPaste: bracketedPasteMode, focusReports: sendFocusMode, wraparound: wraparoundMode }
  }

  /** The title that the window has now. */
  get title(): string | undefined {
    return this.sideEffects.findLast((effect) => effect.startsWith("title "))?.slice("title ".length)
  }

  /** What is in each cell of the rows down to the last that is not blank. */
  get cells(): ReadonlyArray<ReadonlyArray<Cell>> {
    const { active } = this.emulator.buffer
    return this.rows.map((_, row) => {
      const line = active.getLine(row)
      return Array.from({ length: this.emulator.cols }, (_, column) => {
        const cell = line?.getCell(column)
        return {
          text: cell?.getChars() ?? "",
          columns: cell?.getWidth() ?? 1,
          color: cell === undefined || cell.isFgDefault() ? undefined : cell.getFgColor(),
          isBold: cell !== undefined && cell.isBold() !== 0,
          isReverse: cell !== undefined && cell.isInverse() !== 0
        }
      })
    })
  }

  /** The attributes of the cell that a text begins in, the last row with the text being the one that counts. */
  look(text: string): ReadonlyArray<string> {
    const { active } = this.emulator.buffer
    const row = this.rows.findLastIndex((row) => row.includes(text))
    const cell = active.getLine(row)?.getCell(this.rows[row]?.indexOf(text) ?? 0)
    if (cell === undefined) return []
    const attributes = { bold: cell.isBold(), dim: cell.isDim(), reverse: cell.isInverse() }
    const set = Object.entries(attributes).filter(([, value]) => value !== 0)
    return [...set.map(([name]) => name), ...(cell.isFgDefault() ? [] : [`color ${cell.getFgColor()}`])]
  }

  /**
   * Where the drawn cursor is: the first reversed cell at the terminal's own cursor or behind it. The row as in `rows`, and
   * the column, both from 0.
   */
  get cursor(): readonly [row: number, column: number] | undefined {
    const { active } = this.emulator.buffer
    for (let row = active.baseY + active.cursorY; row < active.length; row++) {
      const line = active.getLine(row)
      for (let column = 0; column < (line?.length ?? 0); column++) {
        if (line?.getCell(column)?.isInverse()) return [row, column]
      }
    }
    return undefined
  }

  /** Waits until exactly these rows are there. */
  shows(...expected: ReadonlyArray<string>): Effect.Effect<void> {
    return this.until(draw(expected), () => draw(this.rows))
  }

  /** Waits until these are the first rows. */
  beginsWith(...expected: ReadonlyArray<string>): Effect.Effect<void> {
    return this.until(draw(expected), () => draw(this.rows.slice(0, expected.length)))
  }

  /** Waits until these are the last rows. */
  endsWith(...expected: ReadonlyArray<string>): Effect.Effect<void> {
    return this.until(draw(expected), () => draw(this.rows.slice(-expected.length)))
  }

  /** Waits until a row holds the text. */
  contains(text: string): Effect.Effect<void> {
    return this.until(text, () => (this.rows.some((row) => row.includes(text)) ? text : draw(this.rows)))
  }

  /** Waits until the cursor is there. */
  hasCursorAt(row: number, column: number): Effect.Effect<void> {
    return this.until(`the cursor at ${[row, column]}`, () => `the cursor at ${this.cursor}`)
  }

  /** Waits until what there is is what is expected. */
  until(expected: string, actual: () => string): Effect.Effect<void> {
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
