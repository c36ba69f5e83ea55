/** The name of a channel: not empty, at most 64 bytes, no control characters, no blank at either end. */
import type * as Brand from "effect/Brand"
import * as Either from "effect/Either"
import type { ByteString } from "./ByteString.ts"
import { ChannelNameTooLong } from "./ChatError.ts"

export type ChannelName = ByteString & Brand.Brand<"ChannelName">

/** The longest name, in bytes: every error text with a channel's name in it must fit a frame (the protocol's rule). */
export const MAX_LENGTH = 64

/** Checks a sanitised, trimmed byte string that is not empty: a command without an argument is an error of its own. */
export const parse = (name: ByteString): Either.Either<ChannelName, ChannelNameTooLong> =>
  name.length > MAX_LENGTH ? Either.left(new ChannelNameTooLong()) : Either.right(name as ChannelName)
