/** What a client can ask for after its name, parsed from the text of a frame that begins with `/`. */
import * as Either from "effect/Either"
import { fromBytes } from "../../Domain/ByteString.ts"
import * as ChannelName from "../../Domain/ChannelName.ts"
import {
  type ChannelNameTooLong,
  CreateRequiresArgument,
  InvalidControlMessage,
  JoinRequiresArgument
} from "../../Domain/ChatError.ts"
import { isSpace, sanitise } from "../../Domain/Text.ts"

export type Command =
  | { readonly _tag: "Create"; readonly channel: ChannelName.ChannelName }
  | { readonly _tag: "Join"; readonly channel: ChannelName.ChannelName }
  | { readonly _tag: "List" }

export type CommandError = InvalidControlMessage | CreateRequiresArgument | JoinRequiresArgument | ChannelNameTooLong

// Made once: they carry no data, and a schema's class takes longer to make one than a command takes to run.
const createRequiresArgument = new CreateRequiresArgument()
const joinRequiresArgument = new JoinRequiresArgument()

/** A command with a channel; `missing` is the error for one that names none. */
const withChannel = <E>(_tag: "Create" | "Join", argument: Uint8Array, missing: E) =>
  Either.mapBoth(ChannelName.fromWire(argument), {
    onLeft: (error) => (error._tag === "ChannelNameBlank" ? missing : error),
    onRight: (channel): Command => ({ _tag, channel })
  })

/**
 * Parses a text whose first byte is `/`. The command word ends at the first space or tab: `/joinfoo` is no `/join`. The
 * text is sanitised here, because the error about an unknown command repeats its word.
 */
export const parse = (text: Uint8Array): Either.Either<Command, CommandError> => {
  const clean = sanitise(text)
  const end = clean.findIndex(isSpace)
  const word = fromBytes(end < 0 ? clean : clean.subarray(0, end))
  const argument = clean.subarray(word.length)
  switch (word) {
    case "/list":
      return Either.right({ _tag: "List" })
    case "/create":
      return withChannel("Create", argument, createRequiresArgument)
    case "/join":
      return withChannel("Join", argument, joinRequiresArgument)
    default:
      return Either.left(new InvalidControlMessage({ word }))
  }
}
