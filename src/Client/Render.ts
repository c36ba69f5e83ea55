/**
 * What the client on a pipe prints for what it receives. Pure.
 *
 * The text goes out byte for byte between the assignment's constants. Where standard output is a terminal, the text is
 * sanitised first: whatever the server sends, only visible characters, spaces and our own line breaks get through.
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
 * The text as a terminal may show it. Line breaks are kept in answers, as to `/list`, and not in messages (`[name] …`).
 * Lines after the first are indented, so none of them can look like another person's message.
 */
export const sanitiseLines = (text: Uint8Array): string => {
  const decoded = new TextDecoder().decode(text)
  const lines = text[0] === OPENING_BRACKET ? [decoded] : decoded.split("\n")
  return lines.map(visible).join(`\n${CONTINUATION}`)
}
