/**
 * Breaks text into rows of a given width in cells. Pure.
 *
 * The terminal does not break rows, because here every row but a line's first begins with spaces. Nobody can pad a
 * message until a part of it begins a row and looks like another person's message.
 */
import * as Grapheme from "./Grapheme.ts"
import type { Span, Style } from "./Style.ts"

interface Cell {
  readonly cluster: string
  readonly cells: number
  readonly style: Style
}

export type Row = ReadonlyArray<Span>

/** The cells of a text. A cluster that is wider than a row is taken apart, so that nothing is lost at the edge. */
const cellsOf = (spans: ReadonlyArray<Span>, room: number): Array<Cell> =>
  spans.flatMap(({ style, text }) =>
    Grapheme.clusters(text).flatMap((cluster) => {
      const parts = Grapheme.cells(cluster) > room ? [...cluster] : [cluster]
      return parts.map((part) => ({ cluster: part, cells: Grapheme.cells(part), style }))
    })
  )

const toRow = (cells: ReadonlyArray<Cell>): Row => {
  const row: Array<{ text: string; style: Style }> = []
  for (const { cluster, style } of cells) {
    const last = row.at(-1)
    if (last !== undefined && last.style === style) last.text += cluster
    else row.push({ text: cluster, style })
  }
  return row
}

/** How many cells from `from` on fit the room: at least one, if there is one. */
const fitting = (cells: ReadonlyArray<Cell>, from: number, room: number): number => {
  let used = 0
  let at = from
  while (at < cells.length && used + (cells[at]?.cells ?? 0) <= room) used += cells[at++]?.cells ?? 0
  return Math.max(at - from, Math.min(1, cells.length - from))
}

/** Text in wide characters has no spaces and may be broken anywhere. */
const isWide = (cell: Cell | undefined): boolean => cell !== undefined && cell.cells > 1

/** Where a full row ends: after the last space in its second half, if there is one. */
const wordBreak = (cells: ReadonlyArray<Cell>, from: number, end: number): number => {
  if (end >= cells.length || cells[end]?.cluster === " ") return end
  if (isWide(cells[end]) || isWide(cells[end - 1])) return end
  for (let at = end; at > from + (end - from) / 2; at--) if (cells[at - 1]?.cluster === " ") return at
  return end
}

/** The rows of a line, broken between words where possible. Rows after the first begin with `indent` spaces. */
export const wrap = (spans: ReadonlyArray<Span>, width: number, indent: number): ReadonlyArray<Row> => {
  const margin = Math.min(indent, Math.floor(width / 2))
  const cells = cellsOf(spans, Math.max(1, width - margin))
  const rows: Array<Row> = []
  let from = 0
  do {
    const room = Math.max(1, rows.length === 0 ? width : width - margin)
    const end = wordBreak(cells, from, from + fitting(cells, from, room))
    const row = toRow(cells.slice(from, end))
    rows.push(rows.length === 0 || margin === 0 ? row : [{ text: " ".repeat(margin), style: "plain" }, ...row])
    // A space at the break would only indent the next row further.
    from = end < cells.length && cells[end]?.cluster === " " ? end + 1 : end
  } while (from < cells.length)
  return rows
}

export interface Placed {
  readonly rows: ReadonlyArray<Row>
  /** The row with the cursor. */
  readonly row: number
}

/** Behind the last character the cursor is drawn on a space. */
const BEHIND: Cell = { cluster: " ", cells: 1, style: "cursor" }

/** The rows of a text with the cursor drawn in it, broken wherever they are full. */
export const place = (before: ReadonlyArray<Span>, after: ReadonlyArray<Span>, width: number): Placed => {
  const cells = cellsOf(before, width)
  const cursor = cells.length
  const [under, ...others] = cellsOf(after, width)
  cells.push(under === undefined ? BEHIND : { ...under, style: "cursor" }, ...others)
  const rows: Array<Row> = []
  let from = 0
  let row = 0
  while (from < cells.length) {
    if (cursor >= from) row = rows.length
    const count = fitting(cells, from, width)
    rows.push(toRow(cells.slice(from, from + count)))
    from += count
  }
  return { rows, row }
}
