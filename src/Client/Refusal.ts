/** What the refusals of a server mean to a client: which are the same at every attempt, and what may help. Pure. */
import * as Reply from "../Dialect/Frames/Reply.ts"
import * as ByteString from "../Domain/ByteString.ts"
import { type ConnectionRefused, NameBlank, NameTooLong, PasswordRequired, WrongPassword } from "../Domain/ChatError.ts"

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

const wantsPassword = Reply.refusal(new PasswordRequired())

/** What the user can do about the refusal in this text. */
export const hint = (text: Uint8Array): string | undefined =>
  ByteString.fromBytes(text) === wantsPassword ? "Give it with --password-file FILE, or in CHAT_PASSWORD." : undefined
