/** What stands on a screen after a client's output: enough of a terminal to see whether the prompt was written over. Pure. */
import { CLIENT_MESSAGE_PREFIX } from "../../utils.ts"

const PROMPT = CLIENT_MESSAGE_PREFIX.trimEnd()

/** Erase in line, to its end or whole; other sequences of the kind do not move text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const sequence = /\u001b\[([0-9;?]*)([A-Za-z])/y

/** On a terminal the user's Enter ends the line between two prompts; on a pipe nobody echoes it. */
const withEnters = (output: string): string => output.replaceAll(/(\[Me\] ?)(?=\[Me\])/g, "$1\n")

/** The lines, without blanks at their ends. */
export const render = (output: string): ReadonlyArray<string> => {
  const lines: Array<string> = []
  const text = withEnters(output)
  let line: Array<string> = []
  let column = 0
  const put = (character: string): void => {
    while (line.length < column) line.push(" ")
    line[column++] = character
  }
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? ""
    sequence.lastIndex = at
    const escape = sequence.exec(text)
    if (escape !== null) {
      if (escape[2] === "K") line = escape[1] === "2" ? [] : line.slice(0, column)
      at += escape[0].length - 1
    } else if (character === "\n") {
      lines.push(line.join("").trimEnd())
      line = []
      column = 0
    } else if (character === "\r") column = 0
    else if (character === "\b") column = Math.max(0, column - 1)
    else put(character)
  }
  return [...lines, line.join("").trimEnd()]
}

/**
 * What the course's own test compares: the output without prompts and without blanks, newlines and returns at the ends
 * of texts. So what is written over what, and how often there is a prompt, is nothing to it.
 */
export const content = (output: string): ReadonlyArray<string> =>
  output
    .replaceAll(new RegExp(sequence.source, "g"), "")
    .replaceAll(PROMPT, "")
    .split(/[\r\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== "")

/** How many prompts were printed. */
export const prompts = (output: string): number => output.split(PROMPT).length - 1
