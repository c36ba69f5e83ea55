/** The frame that a server with a password expects before the name: `/password SECRET`. */
import { ByteString, toBytes } from "../../Domain/ByteString.ts"
import { MESSAGE_LENGTH } from "../../utils.ts"

const WORD = ByteString("/password ")
const word = toBytes(WORD)

/** The longest password, in bytes: what one frame has room for. */
export const MAX_LENGTH = MESSAGE_LENGTH - word.length

export const text = (password: ByteString): ByteString => ByteString(WORD + password)

/** The password that the text of a frame says, or nothing if it says none. */
export const parse = (text: Uint8Array): Uint8Array | undefined =>
  text.length > word.length && word.every((byte, at) => text[at] === byte) ? text.subarray(word.length) : undefined
