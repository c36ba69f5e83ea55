/** Which of the server's refusals will be the same at every attempt. Pure. */

import * as Reply from "../../Dialect/Frames/Reply.ts"
import * as ByteString from "../../Domain/ByteString.ts"
import {
  type ConnectionRefused,
  NameBlank,
  NameTooLong,
  PasswordRequired,
  WrongPassword
} from "../../Domain/ChatError.ts"

/** The others pass: a server that is full has room again, and who comes again has time again. */
const permanent: ReadonlyArray<ConnectionRefused> = [
  new NameBlank(),
  new NameTooLong(),
  new PasswordRequired(),
  new WrongPassword()
]

const sentences = new Set<string>(permanent.map(Reply.refusal))

/** Whether it is of no use to come again, by the only text that came before the end of a connection. */
export const isPermanent = (text: Uint8Array): boolean => sentences.has(ByteString.fromBytes(text))
