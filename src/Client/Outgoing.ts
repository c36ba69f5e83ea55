/** The frames that the client sends for a line: one, or several where a text does not fit into one. Pure. */
import * as Either from "effect/Either"
import * as Frame from "../Dialect/Frames/Frame.ts"
import { CommandTooLong } from "../Domain/ChatError.ts"
import { cut, SLASH, SPACE } from "../Domain/Text.ts"
import { MESSAGE_LENGTH } from "../utils.ts"

/** A text that begins with `/` would be taken for a command: a space goes before it. */
const asText = (line: Uint8Array): Uint8Array => (line[0] === SLASH ? Uint8Array.of(SPACE, ...line) : line)

const trimEnd = (line: Uint8Array): Uint8Array => {
  let end = line.length
  while (end > 0 && (line[end - 1] === SPACE || line[end - 1] === 0x0d)) end--
  return line.subarray(0, end)
}

const toFrames = (line: Uint8Array): ReadonlyArray<Uint8Array> => {
  const frames: Array<Uint8Array> = []
  let rest = line
  while (rest.length > MESSAGE_LENGTH) {
    const at = cut(rest, MESSAGE_LENGTH, SLASH)
    frames.push(Frame.encode(rest.subarray(0, at)))
    // The cut avoids a slash at the start of the next frame where it can; this is for where it cannot.
    rest = asText(rest.subarray(at))
  }
  frames.push(Frame.encode(rest))
  return frames
}

/** The frames of a line, in order. A command is sent whole or not at all. */
export const frames = (line: Uint8Array): Either.Either<ReadonlyArray<Uint8Array>, CommandTooLong> => {
  const text = trimEnd(line)
  if (text.length > MESSAGE_LENGTH && text[0] === SLASH) return Either.left(new CommandTooLong())
  return Either.right(toFrames(text))
}

/** The frames of a line that is a text even if it begins as a command does. */
export const textFrames = (line: Uint8Array): ReadonlyArray<Uint8Array> => toFrames(asText(trimEnd(line)))
