/**
 * What the client prints for what it receives. Pure.
 *
 * On a pipe the text goes out byte for byte between the assignment's constants. On a terminal it is guarded first:
 * whatever the server sends, nothing but visible characters, blanks and line breaks of our own making gets through.
 */
import { CLIENT_MESSAGE_PREFIX, CLIENT_WIPE_ME } from "../utils.ts"

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
export const farewell = (sentence: string): Uint8Array => concat([wipe, encoder.encode(`${sentence}\n`)])

/** Controls of both blocks, DEL, separators of lines and paragraphs, bidi embeddings, overrides and isolates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const unsafe = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

const OPENING_BRACKET = 0x5b

/** What the second and further lines of a text begin with. */
const CONTINUATION = "  "

/**
 * The text as a terminal may show it. A line break stays one only where the text is no message of a person (`[name] …`),
 * as in the answer to `/list`, and the lines after the first are indented: none can look like another person's line.
 */
export const guard = (text: Uint8Array): string => {
  const visible = new TextDecoder().decode(text).replaceAll("\t", " ")
  const lines = text[0] === OPENING_BRACKET ? [visible] : visible.split("\n")
  return lines.map((line) => line.replace(unsafe, "?")).join(`\n${CONTINUATION}`)
}
