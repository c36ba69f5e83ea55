/** What the client sends for a line that was typed: one frame, or several for a text that does not fit one. Pure. */
import * as Either from "effect/Either"
import { CommandTooLong } from "../Domain/ChatError.ts"
import * as Frame from "../Protocol/Frame.ts"
import { BLANK, cut, SLASH } from "../Protocol/Text.ts"
import { MESSAGE_LENGTH } from "../utils.ts"

/** A continuation that begins with `/` would be taken for a command: where no cut avoids it, a blank goes before it. */
const continuation = (rest: Uint8Array): Uint8Array => (rest[0] === SLASH ? Uint8Array.of(BLANK, ...rest) : rest)

const trimEnd = (line: Uint8Array): Uint8Array => {
  let end = line.length
  while (end > 0 && (line[end - 1] === BLANK || line[end - 1] === 0x0d)) end--
  return line.subarray(0, end)
}

/** The frames of a line, one after the other. A command is sent whole or not at all. */
export const frames = (line: Uint8Array): Either.Either<ReadonlyArray<Uint8Array>, CommandTooLong> => {
  let rest = trimEnd(line)
  if (rest.length > MESSAGE_LENGTH && rest[0] === SLASH) return Either.left(new CommandTooLong())
  const pieces: Array<Uint8Array> = []
  while (rest.length > MESSAGE_LENGTH) {
    const at = cut(rest, MESSAGE_LENGTH, SLASH)
    pieces.push(Frame.encode(rest.subarray(0, at)))
    rest = continuation(rest.subarray(at))
  }
  pieces.push(Frame.encode(rest))
  return Either.right(pieces)
}
