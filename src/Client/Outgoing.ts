/**
 * The frames that the client sends for a line: one, or several where a text does not fit into one. Pure.
 *
 * Receivers get `[name] ` before a text, in frames of the same size. A text that has to be cut is cut where its receivers
 * would have it cut, so that its pieces arrive as whole lines and are not cut again.
 */
import * as Either from "effect/Either"
import * as Frame from "../Dialect/Frames/Frame.ts"
import * as Reply from "../Dialect/Frames/Reply.ts"
import { CommandTooLong } from "../Domain/ChatError.ts"
import type { ClientName } from "../Domain/ClientName.ts"
import { cut, SLASH, SPACE } from "../Domain/Text.ts"
import { MESSAGE_LENGTH } from "../utils.ts"

/** A text that begins with `/` would be taken for a command: a space goes before it. */
const asText = (line: Uint8Array): Uint8Array => (line[0] === SLASH ? Uint8Array.of(SPACE, ...line) : line)

const trimEnd = (line: Uint8Array): Uint8Array => {
  let end = line.length
  while (end > 0 && (line[end - 1] === SPACE || line[end - 1] === 0x0d)) end--
  return line.subarray(0, end)
}

/** What the text of a frame may have so that it fits a frame with the name before it, too. In bytes. */
const roomAfter = (name: ClientName): number => MESSAGE_LENGTH - Reply.messagePrefix(name).length

/** The pieces of a text. Where it is cut at a space, the space is dropped: two pieces with a space between are the text. */
const pieces = (text: Uint8Array, room: number): ReadonlyArray<Uint8Array> => {
  const found: Array<Uint8Array> = []
  let rest = text
  while (rest.length > room) {
    const at = cut(rest, room, SLASH)
    found.push(rest.subarray(0, at))
    // The cut avoids a slash at the start of the next piece where it can; this is for where it cannot.
    rest = asText(rest.subarray(rest[at] === SPACE ? at + 1 : at))
  }
  found.push(rest)
  return found
}

const toFrames = (text: Uint8Array, name: ClientName): ReadonlyArray<Uint8Array> =>
  (text.length <= MESSAGE_LENGTH ? [text] : pieces(text, roomAfter(name))).map(Frame.encode)

/** The frames of a line, in order, from the client with this name. A command is sent whole or not at all. */
export const frames = (
  line: Uint8Array,
  name: ClientName
): Either.Either<ReadonlyArray<Uint8Array>, CommandTooLong> => {
  const text = trimEnd(line)
  if (text.length > MESSAGE_LENGTH && text[0] === SLASH) return Either.left(new CommandTooLong())
  return Either.right(toFrames(text, name))
}

/** The frames of a line that is a text even if it begins as a command does. */
export const textFrames = (line: Uint8Array, name: ClientName): ReadonlyArray<Uint8Array> =>
  toFrames(asText(trimEnd(line)), name)
