/**
 * The name of a client: 1 to 64 bytes, not all spaces and tabs, no control characters but tabs. Names are not unique.
 *
 * The constructors sanitise what they are given (`Text.sanitise`), so the rule holds wherever a name comes from.
 */
import type * as Brand from "effect/Brand"
import * as Either from "effect/Either"
import { type ByteString, fromBytes } from "./ByteString.ts"
import { NameBlank, NameTooLong } from "./ChatError.ts"
import { isSpace, sanitise } from "./Text.ts"

export type ClientName = ByteString & Brand.Brand<"ClientName">

/** The longest name, in bytes: `[name] ` must leave room for text in a frame of 200 (the protocol's rule). */
export const MAX_LENGTH = 64

/** The name that a peer sent, in whatever encoding. */
export const fromWire = (bytes: Uint8Array): Either.Either<ClientName, NameBlank | NameTooLong> => {
  const name = sanitise(bytes)
  if (name.every(isSpace)) return Either.left(new NameBlank())
  if (name.length > MAX_LENGTH) return Either.left(new NameTooLong())
  return Either.right(fromBytes(name) as ClientName)
}

/** The name that a person typed, in UTF-8. */
export const fromText = (text: string): Either.Either<ClientName, NameBlank | NameTooLong> =>
  fromWire(new TextEncoder().encode(text))
