/** What a client's output looks like on a screen: enough of a terminal to see whether it wrote over the prompt. Pure. */
import { CLIENT_MESSAGE_PREFIX } from "../../utils.ts"

const PROMPT = CLIENT_MESSAGE_PREFIX.trimEnd()

/** Control sequences. Only those that erase in the line are obeyed; the others that clients use do not move text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const sequence = /\u001b\[([0-9;?]*)([A-Za-z])/y

/** Adds the newline between two prompts: on a terminal the user's Enter is echoed there, on a pipe it is not. */
const withEnters = (output: string): string => output.replaceAll(/(\[Me\] ?)(?=\[Me\])/g, "$1\n")

/** The lines, without spaces at their ends. */
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
 * What the course's own test compares: the texts without prompts and without white space at their ends. It does not matter
 * to that test what is written over what, and how many prompts there are.
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
