/** Frames as a check sends them, and as it examines those that it receives. */
import * as Effect from "effect/Effect"
import * as Frame from "../../Dialect/Frames/Frame.ts"
import { type ByteString, fromBytes, toBytes } from "../../Domain/ByteString.ts"
import { MESSAGE_LENGTH } from "../../utils.ts"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import { note, type Trace } from "../Trace.ts"

/** A whole frame: its text, without the padding, and all its bytes. */
export interface Received {
  readonly text: string
  readonly raw: Uint8Array
}

/** The frame of a text; several if the text is too long for one. */
export const frame = (text: string): Uint8Array => Frame.encode(toBytes(text as ByteString))

/** Padding of NULs is wrong, but must not fail every case: {@link assertPadding} reports it. */
const stripNuls = (text: string): string => (text.endsWith("\0") ? text.replace(/[\0 \r\n]+$/, "") : text)

/** Splits a chunk into frames with the project's own framing, and keeps the bytes beside the texts. */
export const feed = (pending: Frame.Pending, chunk: Uint8Array): readonly [Frame.Pending, ReadonlyArray<Received>] => {
  const bytes = Buffer.concat([pending, chunk])
  const [rest, texts] = Frame.feed(pending, chunk)
  const received = texts.map((text, index) => ({
    text: stripNuls(fromBytes(text)),
    raw: bytes.subarray(index * MESSAGE_LENGTH, (index + 1) * MESSAGE_LENGTH)
  }))
  return [rest, received]
}

/** Formats a frame: its text if only spaces follow it, otherwise all its bytes. */
export const show = ({ raw, text }: Received): string =>
  text === fromBytes(raw).trimEnd() ? Format.text(text) : Format.bytes(raw)

/** Only spaces follow the text, as the assignment says. A newline before them is common and harmless: a note. */
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
