/** Frames as a check sends them, and as it examines those that it receives. */
import * as Effect from "effect/Effect"
import * as Frame from "../../Dialect/Frames/Frame.ts"
import { type ByteString, fromBytes, toBytes } from "../../Domain/ByteString.ts"
import { SPACE } from "../../Domain/Text.ts"
import { MESSAGE_LENGTH } from "../../utils.ts"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import { note, type Trace } from "../Trace.ts"

/** A whole frame. */
export interface Received {
  /** Its text, without the padding and without what {@link Received.lead} is. */
  readonly text: string
  /** What stands in front of the text to wipe a prompt: the course's own test ignores it. Mostly nothing. */
  readonly lead: string
  /** All its bytes. */
  readonly raw: Uint8Array
}

/** The frame of a text; several if the text is too long for one. */
export const frame = (text: string): Uint8Array => Frame.encode(toBytes(text as ByteString))

/** Padding of NULs is wrong, but must not fail every case: {@link assertPadding} reports it. */
const stripNuls = (text: string): string => (text.endsWith("\0") ? text.replace(/[\0 \r\n]+$/, "") : text)

/** A carriage return, or CLIENT_WIPE_ME and one, in front of a text. */
const WIPE = /^(\r {0,5})+/

const receivedFrom = (frameText: Uint8Array, raw: Uint8Array): Received => {
  const text = stripNuls(fromBytes(frameText))
  const lead = WIPE.exec(text)?.[0] ?? ""
  return { text: text.slice(lead.length), lead, raw }
}

/** What a chunk brings: the bytes of a frame that is not whole, the frames, and the most spaces between two of them. */
export interface Fed {
  readonly pending: Frame.Pending
  readonly frames: ReadonlyArray<Received>
  readonly surplus: number
}

/** Splits a chunk into frames with the project's own framing, and keeps the bytes beside the texts. */
export const feed = (pending: Frame.Pending, chunk: Uint8Array): Fed => {
  const bytes = Buffer.concat([pending, chunk])
  const [rest, texts] = Frame.feed(pending, chunk)
  const frames = texts.map((text, index) =>
    receivedFrom(text, bytes.subarray(index * MESSAGE_LENGTH, (index + 1) * MESSAGE_LENGTH))
  )
  return { pending: rest, frames, surplus: 0 }
}

/**
 * The same for a server whose messages are too long by some of their padding: spaces between two frames are passed over,
 * because they would shift every message after them, and one flaw would fail every case. An empty message is lost then.
 */
export const feedPadded = (pending: Frame.Pending, chunk: Uint8Array): Fed => {
  const bytes = Buffer.concat([pending, chunk])
  const frames: Array<Received> = []
  let surplus = 0
  let at = 0
  for (;;) {
    const start = at
    while (bytes[at] === SPACE) at++
    surplus = Math.max(surplus, at - start)
    const raw = bytes.subarray(at, at + MESSAGE_LENGTH)
    if (raw.length < MESSAGE_LENGTH) return { pending: raw, frames, surplus }
    frames.push(...feed(Frame.empty, raw).frames)
    at += MESSAGE_LENGTH
  }
}

/** Formats a frame: its text if only spaces follow it, otherwise all its bytes. */
export const show = ({ lead, raw, text }: Received): string =>
  lead + text === fromBytes(raw).trimEnd() ? Format.text(text) : Format.bytes(raw)

/**
 * Only spaces follow the text, as the assignment says. A newline before them, or a carriage return in front of the text,
 * is common and harmless: a note.
 */
export const assertPadding = (received: Received): Effect.Effect<void, Mismatch, Trace> =>
  received.lead === ""
    ? assertEnd(received)
    : Effect.zipRight(
        note(`In front of its texts there is ${Format.text(received.lead)}, which is left out of every comparison.`),
        assertEnd(received)
      )

const assertEnd = ({ lead, raw, text }: Received): Effect.Effect<void, Mismatch, Trace> => {
  const padding = fromBytes(raw).slice(lead.length + text.length)
  if (/^ *$/.test(padding)) return Effect.void
  return /^[ \r\n]*$/.test(padding)
    ? note(`Between a text and its padding there is ${Format.text(padding.replaceAll(" ", ""))}.`)
    : new Mismatch({
        expected: `${Format.text(text)} and spaces up to ${MESSAGE_LENGTH} bytes`,
        actual: Format.bytes(raw)
      })
}
