/** Text in lines of a width, in characters: all texts of the help are ASCII. */

/** Blanks between two columns. */
const GAP = 2

const INDENT = 2

/** A label that is longer has its line for itself, so that it does not push everybody's text aside. */
const LONGEST_LABEL = 32

/** Breaks a text at spaces; every line after the first is indented. A word that is longer than the width stays whole. */
export const wrap = (text: string, width: number, indent = 0): ReadonlyArray<string> => {
  const lines: Array<string> = []
  for (const word of text.split(" ")) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(line === undefined ? word : `${" ".repeat(indent)}${word}`)
  }
  return lines
}

const below = (label: string, text: string, width: number): ReadonlyArray<string> => {
  const indent = " ".repeat(3 * INDENT)
  return [`${" ".repeat(INDENT)}${label}`, ...wrap(text, width - indent.length).map((line) => `${indent}${line}`)]
}

/** Labels, and beside them their texts; under them where the labels would take more than half of the width. */
export const table = (
  rows: ReadonlyArray<readonly [label: string, text: string]>,
  width: number
): ReadonlyArray<string> => {
  const short = rows.map(([label]) => label.length).filter((length) => length <= LONGEST_LABEL)
  const column = INDENT + Math.max(0, ...short) + GAP
  if (column > width / 2) return rows.flatMap(([label, text]) => below(label, text, width))
  return rows.flatMap(([label, text]) => {
    const [first = "", ...others] = wrap(text, width - column).map((line) => `${" ".repeat(column)}${line}`)
    const start = `${" ".repeat(INDENT)}${label}`
    return start.length + GAP <= column
      ? [`${start.padEnd(column)}${first.slice(column)}`, ...others]
      : [start, first, ...others]
  })
}
