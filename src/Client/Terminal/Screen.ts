/**
 * The bottom of the terminal: the prompt with the line being typed, and the messages written above it. Pure: a screen and
 * what it must show become a screen and one string for one write.
 *
 * Invariant: the place where the prompt begins is known, and nothing above it is ever touched again; that belongs to the
 * terminal's own scrollback. Terminals disagree about the width of characters, so nothing depends on it. Wrapping is off
 * while the screen is drawn, so a row that the terminal finds too long is cut and takes no second row. The cursor is put
 * in its place by writing again what stands before it, not by counting cells.
 */
import * as Grapheme from "./Grapheme.ts"
import * as Layout from "./Layout.ts"
import { paintAll, type Span } from "./Style.ts"

export interface Size {
  readonly columns: number
  readonly rows: number
}

export interface Screen {
  readonly size: Size
  readonly colored: boolean
  /** The widths in cells of the prompt's rows from its first down to the one with the cursor, which is the last. */
  readonly painted: ReadonlyArray<number>
}

/** A line for the message area. */
export interface Line {
  readonly spans: ReadonlyArray<Span>
  /** How many spaces its rows after the first begin with. */
  readonly indent: number
}

export interface Prompt {
  /** Lines of the prompt above the line being typed. */
  readonly above: ReadonlyArray<ReadonlyArray<Span>>
  readonly before: ReadonlyArray<Span>
  readonly after: ReadonlyArray<Span>
}

/** A synchronized update, where the terminal supports it, with wrapping off. */
const BEGIN = "\u001b[?2026h\u001b[?7l"
const END = "\u001b[?7h\u001b[?2026l"

const up = (rows: number): string => (rows > 0 ? `\u001b[${rows}A` : "")

export const make = (size: Size, colored: boolean): Screen => ({ size, colored, painted: [] })

/** Moves to the first cell of the prompt and erases everything from there. */
const wipe = ({ painted }: Screen): string => `\r${up(painted.length - 1)}\u001b[J`

/**
 * The terminal has another size. A terminal that becomes narrower breaks its rows, so the prompt begins further up than
 * it was drawn. Terminals differ in what they do to the row of the cursor and to those below it. Only what all of them do
 * is counted on, so some keep a row of the old prompt. That is harmless; moving too far up would erase messages.
 */
export const resized = (self: Screen, size: Size): Screen => {
  const above = self.painted.slice(0, -1).flatMap((width) => {
    const rows = Math.max(1, Math.ceil(width / size.columns))
    return Array.from({ length: rows }, () => Math.min(width, size.columns))
  })
  return { ...self, size, painted: [...above, ...self.painted.slice(-1)] }
}

/** The rows of the prompt that fit the screen, around the cursor, and the index of the row with the cursor. */
const visibleRows = (prompt: Prompt, { columns, rows: height }: Size) => {
  const above = prompt.above.flatMap((spans) => Layout.wrap(spans, columns, 2))
  const { beforeCursor, row, rows } = Layout.place(prompt.before, prompt.after, columns)
  const all = [...above, ...rows]
  const cursor = above.length + row
  const room = Math.max(1, height - 1)
  const first = Math.max(0, Math.min(cursor - Math.floor(room / 2), all.length - room))
  return { rows: all.slice(first, first + room), cursor: cursor - first, beforeCursor }
}

/** Writes lines above the prompt and draws the prompt again. */
export const paint = (self: Screen, lines: ReadonlyArray<Line>, prompt: Prompt): readonly [Screen, string] => {
  const { colored, size } = self
  const messages = lines
    .flatMap(({ indent, spans }) => Layout.wrap(spans, size.columns, indent))
    .map((row) => `${paintAll(row, colored)}\r\n`)
  const { beforeCursor, cursor, rows } = visibleRows(prompt, size)
  const drawn = rows.map((row) => paintAll(row, colored)).join("\r\n")
  const isAtEnd = prompt.after.every(({ text }) => text === "")
  const back = isAtEnd ? "" : `${up(rows.length - 1 - cursor)}\r${paintAll(beforeCursor, colored)}`
  const painted = rows.slice(0, cursor + 1).map((row) => row.reduce((sum, { text }) => sum + Grapheme.width(text), 0))
  return [{ ...self, painted }, `${BEGIN}${wipe(self)}${messages.join("")}${drawn}${back}${END}`]
}

/** Erases the prompt before the program ends or stops, and writes last lines in its place. */
export const leave = (self: Screen, lines: ReadonlyArray<Line>): readonly [Screen, string] => {
  const messages = lines
    .flatMap(({ indent, spans }) => Layout.wrap(spans, self.size.columns, indent))
    .map((row) => `${paintAll(row, self.colored)}\r\n`)
  return [{ ...self, painted: [] }, `${wipe(self)}${messages.join("")}`]
}

/** Clears the screen. The scrollback stays. */
export const clear = (self: Screen): readonly [Screen, string] => [{ ...self, painted: [] }, "\u001b[H\u001b[2J"]
