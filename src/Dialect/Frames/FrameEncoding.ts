/**
 * The course's encoding: a message is `[name] text` in as many frames as it needs, one at least for each line, a notice one
 * frame. Frames carry neither
 * numbers nor times, and members do not get their own messages.
 */
import { type ByteString, toBytes } from "../../Domain/ByteString.ts"
import { lines, sanitise, wrap } from "../../Domain/Text.ts"
import { MESSAGE_LENGTH } from "../../utils.ts"
import type { Author, Batch, Encoding } from "../Encoding.ts"
import * as Frame from "./Frame.ts"
import * as Reply from "./Reply.ts"

const ID = 0

const prefixOf = (author: Author): Uint8Array => {
  author.prefixes[ID] ??= toBytes(Reply.messagePrefix(author.name))
  return author.prefixes[ID]
}

const say = (batch: Batch, prefix: Uint8Array, text: Uint8Array): void => {
  for (const piece of wrap(text, MESSAGE_LENGTH - prefix.length)) {
    // Each by itself, because whether a text is UTF-8, and so what in it is unsafe, is asked of each frame again.
    const clean = sanitise(piece)
    Frame.write(batch.reserve(MESSAGE_LENGTH), batch.reserved, prefix, clean)
  }
}

const notice = (batch: Batch, text: ByteString): void =>
  Frame.write(batch.reserve(MESSAGE_LENGTH), batch.reserved, Frame.empty, toBytes(text))

export const frameEncoding: Encoding = {
  id: ID,
  echo: false,
  hasLines: false,
  said: (batch, _n, _at, author, text) => {
    const prefix = prefixOf(author)
    if (!author.encoding.hasLines) say(batch, prefix, text)
    // A frame is one line, so each of them is a message of its own; an empty one says nothing.
    else for (const line of lines(text)) if (line.length > 0) say(batch, prefix, line)
  },
  joined: (batch, _n, _at, { name }) => notice(batch, Reply.joined(name)),
  left: (batch, _n, _at, { name }) => notice(batch, Reply.left(name))
}
