/** What a client can ask for after its name, parsed from the sanitised text of a frame that begins with `/`. */
import * as Either from "effect/Either"
import { ByteString } from "../../Domain/ByteString.ts"
import * as ChannelName from "../../Domain/ChannelName.ts"
import {
  type ChannelNameTooLong,
  CreateRequiresArgument,
  InvalidControlMessage,
  JoinRequiresArgument
} from "../../Domain/ChatError.ts"

export type Command =
  | { readonly _tag: "Create"; readonly channel: ChannelName.ChannelName }
  | { readonly _tag: "Join"; readonly channel: ChannelName.ChannelName }
  | { readonly _tag: "List" }

export type CommandError = InvalidControlMessage | CreateRequiresArgument | JoinRequiresArgument | ChannelNameTooLong

// Made once: they carry no data, and a schema's class takes longer to make one than a command takes to run.
const createRequiresArgument = Either.left(new CreateRequiresArgument())
const joinRequiresArgument = Either.left(new JoinRequiresArgument())

const isSpace = (character: string | undefined): boolean => character === " " || character === "\t"

/** The argument: without the blanks at its ends; those inside belong to it. */
const trim = (text: string): ByteString => {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text[start])) start++
  while (end > start && isSpace(text[end - 1])) end--
  return ByteString(text.slice(start, end))
}

/** Parses a text whose first byte is `/`. The command word ends at the first blank: `/joinfoo` is no `/join`. */
export const parse = (text: ByteString): Either.Either<Command, CommandError> => {
  let end = 0
  while (end < text.length && !isSpace(text[end])) end++
  const word = text.slice(0, end)
  const argument = trim(text.slice(end))
  switch (word) {
    case "/list":
      return Either.right({ _tag: "List" })
    case "/create":
      if (argument === "") return createRequiresArgument
      return Either.map(ChannelName.parse(argument), (channel) => ({ _tag: "Create", channel }))
    case "/join":
      if (argument === "") return joinRequiresArgument
      return Either.map(ChannelName.parse(argument), (channel) => ({ _tag: "Join", channel }))
    default:
      return Either.left(new InvalidControlMessage({ word }))
  }
}
