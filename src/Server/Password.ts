/** The secret that a server may share with its users. Each dialect has its own way to say it. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { WrongPassword } from "../Domain/ChatError.ts"
import type { ConnectionError } from "../Net/ConnectionError.ts"
import type { Life } from "./Dialogue.ts"

/** What becomes of a guess. */
export interface Verdict {
  /** There where the guess is wrong. */
  readonly wrong: WrongPassword | undefined
  /** How long the client must wait for the answer, in milliseconds. */
  readonly delay: number
}

/** Judges a guess. `network` is where it came from; `now` is in milliseconds (see `Watchdog.now`). */
export type Check = (guess: Uint8Array, network: string | undefined, now: number) => Verdict

/** Judges a peer's guess, and answers as late as the check wants it. */
export const admit = (
  life: Life,
  check: Check,
  guess: Uint8Array
): Effect.Effect<void, WrongPassword | ConnectionError> => {
  const { delay, wrong } = check(guess, life.network, life.now)
  if (delay > 0) life.unsafeDelayed(delay)
  const answered = wrong ?? Effect.void
  return delay === 0 ? answered : Effect.zipRight(life.pause(delay), answered)
}

/** The check that sessions make before the name, if there is a password. `PasswordCheck` makes one. */
export class Password extends Context.Reference<Password>()("chat/Server/Password", {
  defaultValue: (): Check | undefined => undefined
}) {}
