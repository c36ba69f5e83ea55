/** The conversation of a case in a report for people. Pure. */
import * as Format from "../Format.ts"
import type { Result } from "../Result.ts"

/** Lines that are shown: the last ones led to the mismatch. */
const SHOWN_LINES = 16

/** Characters of a line that are shown. */
const LINE_WIDTH = 150

const shorten = (line: string): string => (line.length > LINE_WIDTH ? `${line.slice(0, LINE_WIDTH)}…` : line)

/** Equal lines after each other become one line and their number. */
const collapse = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const collapsed: Array<{ readonly line: string; times: number }> = []
  for (const line of lines) {
    const last = collapsed.at(-1)
    if (last?.line === line) last.times++
    else collapsed.push({ line, times: 1 })
  }
  return collapsed.map(({ line, times }) => (times === 1 ? line : `${line} (${times} times)`))
}

const titled = (lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : ["conversation:", ...lines.map((line) => `  ${line}`)]

/** All of it, equal lines once. */
export const whole = ({ conversation }: Result): ReadonlyArray<string> => titled(collapse(conversation()))

/** The end of it, in short lines. */
export const shortened = ({ conversation }: Result): ReadonlyArray<string> => {
  const lines = collapse(conversation().map(shorten))
  const hidden = Math.max(0, lines.length - SHOWN_LINES)
  const more = hidden > 0 ? [`… ${Format.counted(hidden, "line")} before; --verbose shows all`] : []
  return titled([...more, ...lines.slice(hidden)])
}
