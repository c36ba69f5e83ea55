/** The commands that can be typed, and the one that a mistyped word stands for. Pure. */
import { nearest } from "../../../Nearest.ts"

export interface Command {
  readonly word: string
  /** What is typed behind it. */
  readonly takes: "nothing" | "channel" | "person"
}

/** The server's, then the client's own. */
export const COMMANDS: ReadonlyArray<Command> = [
  { word: "/join", takes: "channel" },
  { word: "/create", takes: "channel" },
  { word: "/list", takes: "nothing" },
  { word: "/names", takes: "nothing" },
  { word: "/ignore", takes: "person" },
  { word: "/unignore", takes: "person" },
  { word: "/help", takes: "nothing" },
  { word: "/clear", takes: "nothing" },
  { word: "/quit", takes: "nothing" },
  { word: "/exit", takes: "nothing" }
]

const words = COMMANDS.map(({ word }) => word)

/** A word that is longer than any command cannot be one that is mistyped. */
const MAX_LENGTH = 11

/** The line with the command that its first word was probably meant to be; undefined where it is one, or like none. */
export const correct = (line: string): string | undefined => {
  const [word = ""] = line.split(" ", 1)
  if (!word.startsWith("/") || word.length > MAX_LENGTH || words.includes(word)) return undefined
  const near = nearest(word, words)
  return near === undefined ? undefined : `${near}${line.slice(word.length)}`
}
