/**
 * The secret that a server may share with its users: a client sends `/password SECRET` before its name. Without one the
 * protocol is what the assignment says.
 */
import * as Context from "effect/Context"
import type { PasswordRequired, WrongPassword } from "../Domain/ChatError.ts"

/** Whether a frame opens the door, and how long the client waits for the answer, in milliseconds. */
export interface Answer {
  readonly error: PasswordRequired | WrongPassword | undefined
  readonly delay: number
}

/**
 * Looks at the text of a frame that should say the password. `network` is where it came from; `now` is in milliseconds
 * (see `Patrol.now`).
 */
export type Check = (text: Uint8Array, network: string | undefined, now: number) => Answer

/** The check that sessions make before the name, if there is a password. `PasswordCheck` makes one. */
export class Password extends Context.Reference<Password>()("chat/Server/Password", {
  defaultValue: (): Check | undefined => undefined
}) {}
