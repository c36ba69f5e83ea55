/** The name of a client: not blank, at most 64 bytes, no control characters. Two clients may bear one name. */
import type * as Brand from "effect/Brand"
import * as Either from "effect/Either"
import type { ByteString } from "./ByteString.ts"
import { NameBlank, NameTooLong } from "./ChatError.ts"

export type ClientName = ByteString & Brand.Brand<"ClientName">

/** The longest name, in bytes: `[name] ` must leave room for text in a frame of 200 (the protocol's rule). */
export const MAX_LENGTH = 64

/** Checks a sanitised byte string. */
export const parse = (name: ByteString): Either.Either<ClientName, NameBlank | NameTooLong> => {
  if (/^[ \t]*$/.test(name)) return Either.left(new NameBlank())
  if (name.length > MAX_LENGTH) return Either.left(new NameTooLong())
  return Either.right(name as ClientName)
}
