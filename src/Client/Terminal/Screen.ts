/**
 * The bottom of the terminal: the prompt with the line being typed, and the messages written above it. Pure: a screen and
 * what it must show become one string for one write.
 *
 * Invariant: between two writes the terminal's own cursor stands, hidden, in the first cell of the prompt; the cursor that
 * is seen is drawn. So the prompt is erased from where the cursor is, and nothing above it is ever touched again: that
 * belongs to the terminal's own scrollback. This holds whatever a change of size does, and whenever it comes. Terminals that
 * break and join rows anew take the cursor along with its cell, and those that cut rows leave it in the first column; any
 * other place would be some rows further down, how many depends on the terminal, and on whether it had the new size
 * already when it was written to.
 *
 * Terminals disagree about the width of characters, and their size may not be the one that is known here. So the prompt is
 * drawn with wrapping off, where a row that is too long is cut and takes no second one; messages are written with wrapping
 * on, where nothing of them is lost.
 */
import * as Layout from "./Layout.ts"
import { type Colors, paintAll, type Span } from "./Style.ts"

export interface Size {
  readonly columns: number
  readonly rows: number
}

export interface Screen {
  readonly size: Size
  readonly colors: Colors
}

/** A line for the message area. */
export interface Line {
  readonly spans: ReadonlyArray<Span>
  /** How many spaces its rows after the first begin with. */
  readonly indent: number
}

/** The cursor is on the first character of `after`, or behind `before` if that is empty. */
export interface Prompt {
  /** Lines of the prompt above the line being typed. */
  readonly above: ReadonlyArray<ReadonlyArray<Span>>
  readonly before: ReadonlyArray<Span>
  readonly after: ReadonlyArray<Span>
}

/** A synchronized update, where the terminal supports it. */
const BEGIN = "\u001b[?2026h"
const END = "\u001b[?2026l"

const WRAPPING_OFF = "\u001b[?7l"
const WRAPPING_ON = "\u001b[?7h"

const up = (rows: number): string => (rows > 0 ? `\u001b[${rows}A` : "")

/** Erases everything from the first cell of the prompt. Erasing all from a screen's first cell, tmux would keep it as history. */
const WIPE = "\r\u001b[K\u001b[C\u001b[J\r"

/** The rows of the prompt that fit the screen, around the drawn cursor. */
const visibleRows = (prompt: Prompt, { columns, rows: height }: Size): ReadonlyArray<Layout.Row> => {
  const above = prompt.above.flatMap((spans) => Layout.wrap(spans, columns, 2))
  const { row, rows } = Layout.place(prompt.before, prompt.after, columns)
  const all = [...above, ...rows]
  const room = Math.max(1, height - 1)
  const first = Math.max(0, Math.min(above.length + row - Math.floor(room / 2), all.length - room))
  return all.slice(first, first + room)
}

const messages = ({ colors, size }: Screen, lines: ReadonlyArray<Line>): string =>
  lines
    .flatMap(({ indent, spans }) => Layout.wrap(spans, size.columns, indent))
    .map((row) => `${paintAll(row, colors)}\r\n`)
    .join("")

/** Writes lines above the prompt and draws the prompt again. */
export const paint = (self: Screen, lines: ReadonlyArray<Line>, prompt: Prompt): string => {
  const rows = visibleRows(prompt, self.size)
  const drawn = rows.map((row) => paintAll(row, self.colors)).join("\r\n")
  const back = `${up(rows.length - 1)}\r`
  return `${BEGIN}${WIPE}${messages(self, lines)}${WRAPPING_OFF}${drawn}${back}${WRAPPING_ON}${END}`
}

/** Erases the prompt before the program ends or stops, and writes last lines in its place. */
export const leave = (self: Screen, lines: ReadonlyArray<Line>): string => `${WIPE}${messages(self, lines)}`

/** Clears the screen. The scrollback stays. */
export const CLEAR = "\u001b[H\u001b[2J"
