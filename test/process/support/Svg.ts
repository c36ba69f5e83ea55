/** A picture of a terminal's screen, from what is in its cells. */
import type { Cell } from "./Screen.ts"

const FONT_SIZE = 14
const COLUMN = 8.4
const ROW = 20
const MARGIN = 16

const BACKGROUND = "#16161e"
const FOREGROUND = "#d5d6db"

/** The six steps of the colour cube of 256 colours. */
const STEPS = [0, 95, 135, 175, 215, 255]

const hex = (...parts: ReadonlyArray<number>): string =>
  `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`

/** The program uses the cube and the greys; the first 16 are each terminal's own. */
const rgb = (color: number): string => {
  if (color < 16) return FOREGROUND
  if (color >= 232) return hex(...Array<number>(3).fill(8 + 10 * (color - 232)))
  const at = color - 16
  return hex(STEPS[Math.floor(at / 36)] ?? 0, STEPS[Math.floor(at / 6) % 6] ?? 0, STEPS[at % 6] ?? 0)
}

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

const look = ({ color, isBold, isReverse }: Cell): string => {
  const own = color === undefined ? FOREGROUND : rgb(color)
  return [`fill="${isReverse ? BACKGROUND : own}"`, ...(isBold ? ['font-weight="bold"'] : [])].join(" ")
}

interface Run {
  readonly look: string
  readonly background: string | undefined
  readonly from: number
  columns: number
  text: string
}

/** Neighbours that look alike are one text, whose length is set: so no font moves what stands behind it. */
const runs = (cells: ReadonlyArray<Cell>): ReadonlyArray<Run> => {
  const found: Array<Run> = []
  let column = 0
  for (const cell of cells) {
    const previous = found.at(-1)
    const here = look(cell)
    const text = cell.text === "" && cell.columns > 0 ? " " : cell.text
    // A wide character is drawn by another font: it stands alone.
    if (previous?.look === here && cell.columns === 1 && previous.columns === previous.text.length) {
      previous.text += text
      previous.columns += cell.columns
    } else if (cell.columns > 0) {
      const background = cell.isReverse ? (cell.color === undefined ? FOREGROUND : rgb(cell.color)) : undefined
      found.push({ look: here, background, from: column, columns: cell.columns, text })
    }
    column += cell.columns
  }
  return found.filter(({ background, text }) => background !== undefined || text.trim() !== "")
}

const x = (column: number): string => (MARGIN + column * COLUMN).toFixed(1)

const row = (cells: ReadonlyArray<Cell>, at: number): ReadonlyArray<string> => {
  const top = MARGIN + at * ROW
  return runs(cells).flatMap(({ background, columns, from, look, text }) => {
    const width = (columns * COLUMN).toFixed(1)
    return [
      ...(background === undefined
        ? []
        : [`<rect x="${x(from)}" y="${top}" width="${width}" height="${ROW}" fill="${background}"/>`]),
      `<text x="${x(from)}" y="${top + 15}" ${look} textLength="${width}" xml:space="preserve">${escape(text)}</text>`
    ]
  })
}

/** The rows, with a title for those who do not see them. The cursor is one of the cells. */
export const draw = (rows: ReadonlyArray<ReadonlyArray<Cell>>, title: string): string => {
  const width = Math.ceil(2 * MARGIN + (rows[0]?.length ?? 0) * COLUMN)
  const height = 2 * MARGIN + rows.length * ROW
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${FONT_SIZE}">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>`,
    ...rows.flatMap(row),
    "</svg>"
  ].join("\n")}\n`
}
