/** The secret that a server may share with its users. Each dialect has its own way to say it. */
import * as Context from "effect/Context"
import type { WrongPassword } from "../Domain/ChatError.ts"

/** What becomes of a guess. */
export interface Verdict {
  /** There where the guess is wrong. */
  readonly wrong: WrongPassword | undefined
  /** How long the client must wait for the answer, in milliseconds. */
  readonly delay: number
}

/** Judges a guess. `network` is where it came from; `now` is in milliseconds (see `Watchdog.now`). */
export type Check = (guess: Uint8Array, network: string | undefined, now: number) => Verdict

/** The check that sessions make before the name, if there is a password. `PasswordCheck` makes one. */
export class Password extends Context.Reference<Password>()("chat/Server/Password", {
  defaultValue: (): Check | undefined => undefined
}) {}
