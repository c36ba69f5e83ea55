/** What the client sends for a line that was typed: one frame, or several for a text that does not fit one. Pure. */
import * as Either from "effect/Either"
import * as Frame from "../Dialect/Frames/Frame.ts"
import { CommandTooLong } from "../Domain/ChatError.ts"
import { cut, SLASH, SPACE } from "../Domain/Text.ts"
import { MESSAGE_LENGTH } from "../utils.ts"

/** A text that begins with `/` would be taken for a command: a blank goes before it. */
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
    // Where no cut avoids it.
    rest = asText(rest.subarray(at))
  }
  frames.push(Frame.encode(rest))
  return frames
}

/** The frames of a line, one after the other. A command is sent whole or not at all. */
export const frames = (line: Uint8Array): Either.Either<ReadonlyArray<Uint8Array>, CommandTooLong> => {
  const text = trimEnd(line)
  if (text.length > MESSAGE_LENGTH && text[0] === SLASH) return Either.left(new CommandTooLong())
  return Either.right(toFrames(text))
}

/** The frames of a line that is a text even if it begins as a command does. */
export const textFrames = (line: Uint8Array): ReadonlyArray<Uint8Array> => toFrames(asText(trimEnd(line)))
