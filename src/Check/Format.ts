/**
 * Formats bytes for a person: in quotes, UTF-8 as it is, invisible characters and bytes that are no UTF-8 escaped. Pure.
 *
 * Invariant: the result is one line of visible characters, because a program under check may send anything.
 */
import { type ByteString, toBytes } from "../Domain/ByteString.ts"
import * as Utf8 from "../Domain/Utf8.ts"
import { MESSAGE_LENGTH } from "../utils.ts"

/** Bytes of one text that are shown: enough for a frame and what is wrong around it. */
const SHOWN_BYTES = 400

/** Texts of a list that are shown. */
const SHOWN_TEXTS = 12

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

/** How many bytes at the end are equal to the last one. */
const lastRun = (bytes: Uint8Array): number => {
  let start = bytes.length
  while (start > 0 && bytes[start - 1] === bytes.at(-1)) start--
  return bytes.length - start
}

const kinds: Readonly<Record<number, string>> = { 32: "space", 0: "NUL byte" }

/** `1 frame`, `2 frames`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`

/** Bytes in quotes. Many spaces or NULs at the end are padding, of which only the number is shown. */
export const bytes = (bytes: Uint8Array): string => {
  const kind = kinds[bytes.at(-1) ?? -1]
  const padding = kind === undefined ? 0 : lastRun(bytes)
  const text = padding > 8 ? bytes.subarray(0, bytes.length - padding) : bytes
  const cut = text.length > SHOWN_BYTES
  const quoted = `"${escapeBytes(cut ? text.subarray(0, SHOWN_BYTES) : text)}"`
  const rest = cut ? ` and ${counted(text.length - SHOWN_BYTES, "byte")} more` : ""
  return text === bytes ? `${quoted}${rest}` : `${quoted}${rest} + ${counted(padding, kind ?? "byte")}`
}

/** A text in quotes. */
export const text = (text: string): string => bytes(toBytes(text as ByteString))

/** Texts in quotes, separated by commas; `nothing` if there are none. */
export const texts = (list: ReadonlyArray<string>): string => {
  if (list.length === 0) return "nothing"
  const shown = list.slice(0, SHOWN_TEXTS).map(text).join(", ")
  return list.length > SHOWN_TEXTS ? `${shown} and ${list.length - SHOWN_TEXTS} more` : shown
}

/** The bytes of an incomplete frame. */
export const partial = (pending: Uint8Array): string =>
  `${bytes(pending)}, which is ${counted(pending.length, "byte")} and no whole frame of ${MESSAGE_LENGTH}`
