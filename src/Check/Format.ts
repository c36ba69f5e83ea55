/**
 * Bytes as a person reads them: in quotes, UTF-8 as it is, and everything that is invisible or no UTF-8 escaped. Pure.
 *
 * Invariant: what is shown is one line of visible characters, whatever a program under check has sent.
 */
import { type ByteString, toBytes } from "../Domain/ByteString.ts"
import * as Utf8 from "../Domain/Utf8.ts"
import { MESSAGE_LENGTH } from "../utils.ts"

/** More than this of one text, in bytes, is not shown: enough for a frame and what is wrong around it. */
const LONGEST = 400

const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\" }

const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}"\\]/gu

const escapeCharacter = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  return named[character] ?? (code < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`)
}

const escapeText = (text: string): string => text.replace(invisible, escapeCharacter)

const escapeByte = (byte: number): string =>
  byte < 0x80 ? escapeText(String.fromCharCode(byte)) : `\\x${byte.toString(16)}`

const escapeBytes = (bytes: Uint8Array): string => {
  let shown = ""
  for (let at = 0; at < bytes.length; ) {
    const size = Utf8.sequenceLength(bytes, at)
    shown += size > 1 ? escapeText(new TextDecoder().decode(bytes.subarray(at, at + size))) : escapeByte(bytes[at] ?? 0)
    at += Math.max(size, 1)
  }
  return shown
}

/** How often the last byte stands at the end. */
const run = (bytes: Uint8Array): number => {
  let start = bytes.length
  while (start > 0 && bytes[start - 1] === bytes.at(-1)) start--
  return bytes.length - start
}

const kinds: Readonly<Record<number, string>> = { 32: "blank", 0: "NUL byte" }

/** `1 frame`, `2 frames`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`

/** Bytes in quotes; a long end of blanks or NULs, which is padding, as their number. */
export const bytes = (bytes: Uint8Array): string => {
  const kind = kinds[bytes.at(-1) ?? -1]
  const padding = kind === undefined ? 0 : run(bytes)
  const text = padding > 8 ? bytes.subarray(0, bytes.length - padding) : bytes
  const cut = text.length > LONGEST
  const quoted = `"${escapeBytes(cut ? text.subarray(0, LONGEST) : text)}"`
  const rest = cut ? ` and ${counted(text.length - LONGEST, "byte")} more` : ""
  return text === bytes ? `${quoted}${rest}` : `${quoted}${rest} + ${counted(padding, kind ?? "byte")}`
}

/** A text in quotes. */
export const text = (text: string): string => bytes(toBytes(text as ByteString))

/** Texts in quotes, one after the other; `nothing` when there are none. */
export const texts = (list: ReadonlyArray<string>): string => {
  if (list.length === 0) return "nothing"
  const shown = list.slice(0, 12).map(text).join(", ")
  return list.length > 12 ? `${shown} and ${list.length - 12} more` : shown
}

/** The bytes of a frame that is not whole. */
export const partial = (pending: Uint8Array): string =>
  `${bytes(pending)}, which is ${counted(pending.length, "byte")} and no whole frame of ${MESSAGE_LENGTH}`
