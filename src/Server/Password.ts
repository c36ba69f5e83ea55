/**
 * The secret that a server may share with its users: a client sends `/password SECRET` before its name. Without one the
 * protocol is what the assignment says.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { PasswordRequired, WrongPassword } from "../Domain/ChatError.ts"

/** Succeeds for the text of a frame that says the password; `network` is where it came from. */
export type Check = (
  text: Uint8Array,
  network: string | undefined
) => Effect.Effect<void, PasswordRequired | WrongPassword>

/** The check that sessions make before the name, if there is a password. `PasswordCheck` makes one. */
export class Password extends Context.Reference<Password>()("chat/Server/Password", {
  defaultValue: (): Check | undefined => undefined
}) {}
