/** What it means to a client that a server turns it away: whether that is so at every attempt, and what may help. Pure. */
import * as Duration from "effect/Duration"
import * as Reply from "../Dialect/Frames/Reply.ts"
import * as ByteString from "../Domain/ByteString.ts"
import { type ConnectionRefused, NameBlank, NameTooLong, PasswordRequired, WrongPassword } from "../Domain/ChatError.ts"
import { visibleBytes } from "./TerminalText.ts"

/**
 * How long a server takes at the most to turn a client away: with one sentence, or, where it expects TLS, without one. It
 * has accepted a client whose connection lasts this long.
 */
export const PROBATION = Duration.seconds(1)

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

/** The refusal in this text, safe to show on a terminal, and what the user can do about it. */
export const sentence = (text: Uint8Array): string => [visibleBytes(text), hint(text) ?? ""].join(" ").trimEnd()

/** What the user can do about a connection that ended after so many milliseconds, before the server had said anything. */
export const silenceHint = (lasted: number, encrypted: boolean): string | undefined =>
  encrypted || lasted >= Duration.toMillis(PROBATION)
    ? undefined
    : "Nothing came from the server: if it speaks TLS, try --tls."
