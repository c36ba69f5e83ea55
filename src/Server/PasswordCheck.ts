/**
 * The check of a password against the server's own, apart from `Password` because few servers need it.
 *
 * Digests are compared, in constant time, so that neither the length nor the beginning of the secret shows. A wrong guess
 * is answered late, later with every one from the same network: 1 s, 2 s, 4 s ... 30 s. After three of them a right one is
 * answered as late, or its quick answer would be what tells it from the others. Nobody is shut out: it only takes longer.
 * Programs on the same machine, which have no network, are no network: each waits for its own guess alone.
 */
import { createHash, timingSafeEqual } from "node:crypto"
import * as Redacted from "effect/Redacted"
import { type ByteString, toBytes } from "../Domain/ByteString.ts"
import { WrongPassword } from "../Domain/ChatError.ts"
import type { Check } from "./Password.ts"

const FIRST_DELAY = 1000

/** Wrong guesses from a network after which right ones wait as well: a person may mistype. */
const FREE_GUESSES = 3

/** Half of what a client has for its name by default. */
const LONGEST_DELAY = 30_000

/** Wrong guesses are forgotten ten minutes after the last one. */
const FORGET_AFTER = 600_000

/** Networks remembered; the one that has been quiet for longest is forgotten first. */
const NETWORKS = 10_000

interface Guesses {
  readonly count: number
  readonly last: number
}

const digest = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest()

/** The check against a secret. */
export const make = (secret: Redacted.Redacted<ByteString>): Check => {
  const expected = digest(toBytes(Redacted.value(secret)))
  // A map keeps the order in which its keys were added: the first one is the oldest.
  const guesses = new Map<string, Guesses>()

  /** How many wrong guesses of a network are remembered. */
  const countOf = (network: string, now: number): number => {
    const before = guesses.get(network)
    return before === undefined || now - before.last > FORGET_AFTER ? 0 : before.count
  }

  const remember = (network: string, count: number, now: number): void => {
    guesses.delete(network)
    guesses.set(network, { count, last: now })
    const [oldest] = guesses.keys()
    if (guesses.size > NETWORKS && oldest !== undefined) guesses.delete(oldest)
  }

  const delayAfter = (count: number): number => Math.min(FIRST_DELAY * 2 ** (count - 1), LONGEST_DELAY)

  return (guess, network, now) => {
    const count = network === undefined ? 0 : countOf(network, now)
    if (timingSafeEqual(digest(guess), expected)) {
      return { wrong: undefined, delay: count < FREE_GUESSES ? 0 : delayAfter(count) }
    }
    if (network !== undefined) remember(network, count + 1, now)
    return { wrong: new WrongPassword(), delay: delayAfter(count + 1) }
  }
}
