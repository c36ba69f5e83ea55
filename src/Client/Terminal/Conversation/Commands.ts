/** The commands that can be typed, and the one that a mistyped word stands for. Pure. */

/** The server's, then the client's own. */
export const COMMANDS = ["/join", "/create", "/list", "/help", "/clear", "/quit", "/exit"]

/** The steps from one word to another: a letter more, less or other, or two letters swapped (Damerau, 1964). */
const distance = (from: string, to: string): number => {
  const rows = Array.from({ length: from.length + 1 }, (_, row) => [row, ...Array<number>(to.length).fill(0)])
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let column = 0; column <= to.length; column++) (rows[0] ?? [])[column] = column
  for (let row = 1; row <= from.length; row++) {
    for (let column = 1; column <= to.length; column++) {
      const other = from[row - 1] === to[column - 1] ? 0 : 1
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const steps = [at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + other]
      ;(rows[row] ?? [])[column] = Math.min(...steps, swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY)
    }
  }
  return at(from.length, to.length)
}

/** A word that is longer than any command cannot be one that is mistyped. */
const MAX_LENGTH = 10

/** The line with the command that its first word was probably meant to be; undefined where it is one, or like none. */
export const correct = (line: string): string | undefined => {
  const [word = ""] = line.split(" ", 1)
  if (!word.startsWith("/") || word.length > MAX_LENGTH || COMMANDS.includes(word)) return undefined
  const typed = word.toLowerCase()
  const near = COMMANDS.find((command) => distance(typed, command) <= 1)
  return near === undefined ? undefined : `${near}${line.slice(word.length)}`
}
