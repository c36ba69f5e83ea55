/**
 * The check of a password against the server's own, apart from `Password` because few servers need it.
 *
 * Digests are compared, in constant time, so that neither the length nor the beginning of the secret shows. A wrong guess
 * is answered late, later with every one from the same network: 1 s, 2 s, 4 s ... 30 s. A right one never waits, so that
 * nobody can shut out the others behind one address.
 */
import { createHash, timingSafeEqual } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type ByteString, toBytes } from "../Domain/ByteString.ts"
import { PasswordRequired, WrongPassword } from "../Domain/ChatError.ts"
import * as PasswordFrame from "../Protocol/PasswordFrame.ts"
import type { Check } from "./Password.ts"

/** The longest delay, in doublings of a second: 30 s, less than a client has for its name by default. */
const LONGEST = Duration.seconds(30)

/** Wrong guesses are forgotten ten minutes after the last one. */
const MEMORY = Duration.minutes(10)

/** Networks remembered; the one that guessed first is forgotten first. */
const NETWORKS = 10_000

interface Guesses {
  readonly count: number
  /** Milliseconds since the epoch. */
  readonly last: number
}

const digest = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest()

/** The check against a secret. */
export const make = (secret: Redacted.Redacted<ByteString>): Check => {
  const expected = digest(toBytes(Redacted.value(secret)))
  const guesses = new Map<string, Guesses>()

  /** Counts a wrong guess and answers how long it is to wait. */
  const count = (network: string, now: number): Duration.Duration => {
    const before = guesses.get(network)
    const forgotten = before === undefined || now - before.last > Duration.toMillis(MEMORY)
    const wrong = { count: forgotten ? 1 : before.count + 1, last: now }
    guesses.delete(network)
    guesses.set(network, wrong)
    const [oldest] = guesses.keys()
    if (guesses.size > NETWORKS && oldest !== undefined) guesses.delete(oldest)
    return Duration.min(Duration.seconds(2 ** (wrong.count - 1)), LONGEST)
  }

  return (text, network) => {
    const guess = PasswordFrame.parse(text)
    if (guess === undefined) return Effect.fail(new PasswordRequired())
    if (timingSafeEqual(digest(guess), expected)) return Effect.void
    return Clock.currentTimeMillis.pipe(
      Effect.flatMap((now) => Effect.sleep(count(network ?? "", now))),
      Effect.zipRight(Effect.fail(new WrongPassword()))
    )
  }
}
