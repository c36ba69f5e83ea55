/**
 * Text as the wire carries it: a string in which every character is one byte (0 to 255).
 *
 * The protocol counts bytes and relays them untouched, whatever encoding a peer writes in, so names are never decoded:
 * a byte string compares, sorts and hashes as a string and loses nothing. Invariant: `length` is the size in bytes.
 */
import * as Brand from "effect/Brand"

export type ByteString = string & Brand.Brand<"ByteString">

/** Brands a string whose characters are bytes already: ASCII text, or byte strings joined together. */
export const ByteString = Brand.nominal<ByteString>()

/** The given bytes, one character each. For at most some thousands of them: each byte is a function argument. */
export const fromBytes = (bytes: Uint8Array): ByteString => ByteString(String.fromCharCode(...bytes))

export const toBytes = (self: ByteString): Uint8Array => {
  const bytes = new Uint8Array(self.length)
  for (let at = 0; at < self.length; at++) bytes[at] = self.charCodeAt(at)
  return bytes
}

/** The UTF-8 bytes of a text that a person typed. */
export const fromText = (text: string): ByteString => fromBytes(new TextEncoder().encode(text))

/** The bytes decoded as UTF-8, with U+FFFD for what is not valid. Only for logs and screens. */
export const toText = (self: ByteString): string => new TextDecoder().decode(toBytes(self))
