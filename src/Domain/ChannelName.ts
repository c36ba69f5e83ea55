/**
 * The name of a channel: 1 to 64 bytes, no control characters but tabs, no space or tab at either end.
 *
 * The constructors sanitise (`Text.sanitise`) and trim what they are given, so the rule holds wherever a name comes from.
 */
import type * as Brand from "effect/Brand"
import * as Either from "effect/Either"
import { type ByteString, fromBytes } from "./ByteString.ts"
import { ChannelNameBlank, ChannelNameTooLong } from "./ChatError.ts"
import { isSpace, sanitise } from "./Text.ts"

export type ChannelName = ByteString & Brand.Brand<"ChannelName">

/** The longest name, in bytes: every error text with a channel's name in it must fit a frame (the protocol's rule). */
export const MAX_LENGTH = 64

// Made once: they carry no data, and a client may earn one with every frame.
const blank = Either.left(new ChannelNameBlank())
const tooLong = Either.left(new ChannelNameTooLong())

/** Other bytes that some tools trim belong to the name: they may be a part of a character. */
const trim = (bytes: Uint8Array): Uint8Array => {
  let start = 0
  let end = bytes.length
  while (start < end && isSpace(bytes[start])) start++
  while (end > start && isSpace(bytes[end - 1])) end--
  return bytes.subarray(start, end)
}

/** The name that a peer sent, in whatever encoding. */
export const fromWire = (bytes: Uint8Array): Either.Either<ChannelName, ChannelNameBlank | ChannelNameTooLong> => {
  const name = trim(sanitise(bytes))
  if (name.length === 0) return blank
  return name.length > MAX_LENGTH ? tooLong : Either.right(fromBytes(name) as ChannelName)
}

/** The name that a person typed, in UTF-8. */
export const fromText = (text: string): Either.Either<ChannelName, ChannelNameBlank | ChannelNameTooLong> =>
  fromWire(new TextEncoder().encode(text))
