/**
 * What a frame from the server means to the client: the inverse of `Dialect/Frames/Reply`. Pure.
 *
 * A frame contains nothing but its text, so some frames are ambiguous. An ambiguous frame is never attributed to a person
 * who may not have written it. A client may be called `[Alice] hi`, so a text that begins like a message and ends like a
 * notice is not taken for a message of Alice. A client may be called `Alice] hi`; its messages are recognised after it
 * has been seen to join. A text of several lines is never a message, because a server relays no line breaks.
 */
import * as ByteString from "../Domain/ByteString.ts"
import * as utils from "../utils.ts"

export type Incoming =
  | { readonly _tag: "Message"; readonly from: ByteString.ByteString; readonly text: ByteString.ByteString }
  | { readonly _tag: "Joined"; readonly name: ByteString.ByteString }
  | { readonly _tag: "Left"; readonly name: ByteString.ByteString }
  /** It may be a message or a notice, and nothing tells which. */
  | { readonly _tag: "Unattributed"; readonly text: ByteString.ByteString }
  | { readonly _tag: "NoChannelExists"; readonly channel: ByteString.ByteString; readonly text: ByteString.ByteString }
  | { readonly _tag: "ChannelExists"; readonly channel: ByteString.ByteString; readonly text: ByteString.ByteString }
  | { readonly _tag: "Refused"; readonly text: ByteString.ByteString }
  | { readonly _tag: "JoinRequiresArgument"; readonly text: ByteString.ByteString }
  | { readonly _tag: "NotInChannel"; readonly text: ByteString.ByteString }
  /** Anything else. Answers to `/list` are among them. */
  | { readonly _tag: "Listed"; readonly lines: ReadonlyArray<ByteString.ByteString> }

/** A pattern for the texts that a template makes. Its first group is what stands for `{0}`. */
const pattern = (template: string): RegExp => {
  const [first = "", ...others] = template.split("{0}").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
  return new RegExp(`^${first}([^]*)${others.join("\\1")}$`)
}

const joined = pattern(utils.SERVER_CLIENT_JOINED_CHANNEL)
const left = pattern(utils.SERVER_CLIENT_LEFT_CHANNEL)
const noChannel = pattern(utils.SERVER_NO_CHANNEL_EXISTS)
const channelExists = pattern(utils.SERVER_CHANNEL_EXISTS)
const invalid = pattern(utils.SERVER_INVALID_CONTROL_MESSAGE)

const group = (pattern: RegExp, text: string): ByteString.ByteString | undefined => {
  const found = pattern.exec(text)?.[1]
  return found === undefined ? undefined : ByteString.ByteString(found)
}

/** The speaker of `[name] text`: the longest known name with a bracket in it, else the text up to the first bracket. */
const speaker = (text: string, bracketed: Iterable<string>): string | undefined => {
  let longest: string | undefined
  for (const name of bracketed) {
    const begins = text.startsWith(`[${name}] `) || text === `[${name}]`
    if (begins && name.length > (longest?.length ?? 0)) longest = name
  }
  if (longest !== undefined) return longest
  const end = text.indexOf("] ")
  if (end > 1) return text.slice(1, end)
  return text.length > 2 && text.endsWith("]") ? text.slice(1, -1) : undefined
}

const message = (text: ByteString.ByteString, bracketed: Iterable<string>): Incoming => {
  if (joined.test(text) || left.test(text)) return { _tag: "Unattributed", text }
  const from = speaker(text, bracketed)
  if (from === undefined) return { _tag: "Unattributed", text }
  return {
    _tag: "Message",
    from: ByteString.ByteString(from),
    text: ByteString.ByteString(text.slice(from.length + 3))
  }
}

/** Parses a frame's text. `bracketed` are the known names that contain `] `. */
export const parse = (bytes: Uint8Array, bracketed: Iterable<string> = []): Incoming => {
  const text = ByteString.fromBytes(bytes)
  if (text.includes("\n")) return { _tag: "Listed", lines: text.split("\n").map((line) => ByteString.ByteString(line)) }
  if (text.startsWith("[")) return message(text, bracketed)
  const joiner = group(joined, text)
  if (joiner !== undefined) return { _tag: "Joined", name: joiner }
  const leaver = group(left, text)
  if (leaver !== undefined) return { _tag: "Left", name: leaver }
  const missing = group(noChannel, text)
  if (missing !== undefined) return { _tag: "NoChannelExists", channel: missing, text }
  const existing = group(channelExists, text)
  if (existing !== undefined) return { _tag: "ChannelExists", channel: existing, text }
  if (text === utils.SERVER_CLIENT_NOT_IN_CHANNEL) return { _tag: "NotInChannel", text }
  if (text === utils.SERVER_JOIN_REQUIRES_ARGUMENT) return { _tag: "JoinRequiresArgument", text }
  if (text === utils.SERVER_CREATE_REQUIRES_ARGUMENT || invalid.test(text)) return { _tag: "Refused", text }
  return { _tag: "Listed", lines: [text] }
}
