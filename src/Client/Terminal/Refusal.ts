/** Tells permanent refusals of the server, which are the same at every attempt, from others. Pure. */
import * as Reply from "../../Dialect/Frames/Reply.ts"
import * as ByteString from "../../Domain/ByteString.ts"
import {
  type ConnectionRefused,
  NameBlank,
  NameTooLong,
  PasswordRequired,
  WrongPassword
} from "../../Domain/ChatError.ts"

/** The others pass: a full server has room later, and a new connection has a new deadline. */
const permanent: ReadonlyArray<ConnectionRefused> = [
  new NameBlank(),
  new NameTooLong(),
  new PasswordRequired(),
  new WrongPassword()
]

const sentences = new Set<string>(permanent.map(Reply.refusal))

/** Whether connecting again is of no use, by the only text that came before the end of a connection. */
export const isPermanent = (text: Uint8Array): boolean => sentences.has(ByteString.fromBytes(text))
