/** The commands that can be typed, and the one that a mistyped word stands for. Pure. */
import { nearest } from "../../../Nearest.ts"

/** The server's, then the client's own. */
export const COMMANDS = ["/join", "/create", "/list", "/help", "/clear", "/quit", "/exit"]

/** A word that is longer than any command cannot be one that is mistyped. */
const MAX_LENGTH = 10

/** The line with the command that its first word was probably meant to be; undefined where it is one, or like none. */
export const correct = (line: string): string | undefined => {
  const [word = ""] = line.split(" ", 1)
  if (!word.startsWith("/") || word.length > MAX_LENGTH || COMMANDS.includes(word)) return undefined
  const near = nearest(word, COMMANDS)
  return near === undefined ? undefined : `${near}${line.slice(word.length)}`
}
