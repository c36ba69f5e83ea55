/** Frames as a check writes them, and as it looks at those that come. */
import * as Effect from "effect/Effect"
import * as Frame from "../../Dialect/Frames/Frame.ts"
import { type ByteString, fromBytes, toBytes } from "../../Domain/ByteString.ts"
import { MESSAGE_LENGTH } from "../../utils.ts"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import { note, type Trace } from "../Trace.ts"

/** A whole frame: its text as the protocol reads it, and all its bytes. */
export interface Received {
  readonly text: string
  readonly raw: Uint8Array
}

/** The frame of a text; of one that is too long several. */
export const frame = (text: string): Uint8Array => Frame.encode(toBytes(text as ByteString))

/** Padding of NULs is wrong, but once and not in every case: {@link assertPadding} tells. */
const stripNuls = (text: string): string => (text.endsWith("\0") ? text.replace(/[\0 \r\n]+$/, "") : text)

/** Feeds a chunk to the framing of the project; beside its texts, the bytes that they came in. */
export const feed = (pending: Frame.Pending, chunk: Uint8Array): readonly [Frame.Pending, ReadonlyArray<Received>] => {
  const bytes = Buffer.concat([pending, chunk])
  const [rest, texts] = Frame.feed(pending, chunk)
  const received = texts.map((text, index) => ({
    text: stripNuls(fromBytes(text)),
    raw: bytes.subarray(index * MESSAGE_LENGTH, (index + 1) * MESSAGE_LENGTH)
  }))
  return [rest, received]
}

/** How a frame is shown: by its text where nothing but blanks follows it, else by its bytes. */
export const show = ({ raw, text }: Received): string =>
  text === fromBytes(raw).trimEnd() ? Format.text(text) : Format.bytes(raw)

/** After the text come blanks, as the assignment has it. A newline before them is common and seen by nobody. */
export const assertPadding = ({ raw, text }: Received): Effect.Effect<void, Mismatch, Trace> => {
  const padding = fromBytes(raw).slice(text.length)
  if (/^ *$/.test(padding)) return Effect.void
  return /^[ \r\n]*$/.test(padding)
    ? note(`Between a text and its padding there is ${Format.text(padding.replaceAll(" ", ""))}.`)
    : new Mismatch({
        expected: `${Format.text(text)} and blanks up to ${MESSAGE_LENGTH} bytes`,
        actual: Format.bytes(raw)
      })
}
