/**
 * What the client prints for what it receives. Pure.
 *
 * On a pipe the text goes out byte for byte between the assignment's constants. On a terminal it is guarded first:
 * whatever the server sends, nothing but visible characters, blanks and line breaks of our own making gets through.
 */
import { CLIENT_MESSAGE_PREFIX, CLIENT_WIPE_ME } from "../utils.ts"
import { visible } from "./TerminalText.ts"

const encoder = new TextEncoder()
const prefix = encoder.encode(CLIENT_MESSAGE_PREFIX)
const wipe = encoder.encode(`${CLIENT_WIPE_ME}\r`)
const newline = Uint8Array.of(0x0a)

const concat = (parts: ReadonlyArray<Uint8Array>): Uint8Array => Buffer.concat(parts)

/** The prompt: where the user types. */
export const prompt: Uint8Array = prefix

/** Messages written over the prompt, each with the prompt after it. */
export const messages = (texts: Iterable<Uint8Array>): Uint8Array =>
  concat(Array.from(texts).flatMap((text) => [wipe, text, newline, prefix]))

/** The last line: written over the prompt, no prompt after it. */
export const lastLine = (sentence: string): Uint8Array => concat([wipe, encoder.encode(`${sentence}\n`)])

const OPENING_BRACKET = 0x5b

/** What the second and further lines of a text begin with. */
const CONTINUATION = "  "

/**
 * The text as a terminal may show it. A line break stays one only where the text is no message of a person (`[name] …`),
 * as in the answer to `/list`, and the lines after the first are indented: none can look like another person's line.
 */
export const sanitiseLines = (text: Uint8Array): string => {
  const decoded = new TextDecoder().decode(text)
  const lines = text[0] === OPENING_BRACKET ? [decoded] : decoded.split("\n")
  return lines.map(visible).join(`\n${CONTINUATION}`)
}
