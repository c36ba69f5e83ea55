/**
 * What several cases begin with: members, channels and the texts of `utils.py`. Fixtures test nothing: whether a command
 * gets no reply, or whether the words of a notice are right, is for a case of its own.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as utils from "../../utils.ts"
import * as Format from "../Format.ts"
import { type Failure, Mismatch, type NotTried, needed } from "../Mismatch.ts"
import type { Peer } from "../Peer.ts"
import { note, type Trace } from "../Trace.ts"
import { ServerHarness } from "./Harness.ts"

export const joined = (name: string): string => utils.fill(utils.SERVER_CLIENT_JOINED_CHANNEL, name)

export const left = (name: string): string => utils.fill(utils.SERVER_CLIENT_LEFT_CHANNEL, name)

export const unknown = (channel: string): string => utils.fill(utils.SERVER_NO_CHANNEL_EXISTS, channel)

export const exists = (channel: string): string => utils.fill(utils.SERVER_CHANNEL_EXISTS, channel)

export const invalid = (word: string): string => utils.fill(utils.SERVER_INVALID_CONTROL_MESSAGE, word)

/** Connects, and sends nothing: to the server this client has no name yet. */
export const connect = (name: string): Effect.Effect<Peer, Mismatch, ServerHarness | Trace | Scope.Scope> =>
  Effect.flatMap(ServerHarness, (harness) => harness.connect(name))

/** Connects, sends the name and the other texts, and waits until the server has handled all of them. */
export const connectAs = (
  name: string,
  ...texts: ReadonlyArray<string>
): Effect.Effect<Peer, Mismatch, ServerHarness | Trace | Scope.Scope> =>
  Effect.tap(connect(name), (peer) => peer.sendAndCollect(name, ...texts))

/** Panda and Alice in the channel `tas`. */
export const connectPair = Effect.gen(function* () {
  const panda = yield* connectAs("Panda", "/create tas")
  const alice = yield* connectAs("Alice", "/join tas")
  yield* panda.collect
  return { panda, alice }
})

/** The same, and Bob alone in the channel `other`. */
export const connectTrio = Effect.gen(function* () {
  const bob = yield* connectAs("Bob", "/create other")
  return { ...(yield* connectPair), bob }
})

/**
 * The server knows the channel. For cases that expect no frame: a server that does nothing must not pass them. They are
 * not about /list, and are not tried where it says nothing.
 */
export const assertListed = (peer: Peer, channel: string): Effect.Effect<void, NotTried> =>
  needed(
    Effect.flatMap(peer.sendAndCollect("/list"), (answers) =>
      answers.some((answer) => answer.includes(channel))
        ? Effect.void
        : new Mismatch({ expected: `${peer.name} receives a list with ${channel}`, actual: Format.texts(answers) })
    )
  )

/**
 * The last message that has come has these words in it, in whatever form: for cases that are not about the brackets
 * around a name. They are not tried where no whole message comes.
 */
export const assertHeard = (peer: Peer, ...words: ReadonlyArray<string>): Effect.Effect<void, Failure> =>
  Effect.flatMap(needed(peer.collect), (received) =>
    words.every((word) => received.at(-1)?.includes(word))
      ? Effect.void
      : new Mismatch({
          expected: `${peer.name} receives at last a message with ${Format.texts(words)}`,
          actual: Format.texts(received)
        })
  )

/**
 * The server has read what others have sent before this. Two connections have no order between them, but a server that
 * waits with select reads whatever is there in the round in which it reads the first command, and so before the second.
 */
const untilRead = (observer: Peer) => Effect.zipRight(observer.collect, observer.collect)

/**
 * Sends pieces one by one, each when the server has read the one before. The observer sends commands in between, so that a
 * server that keeps pieces in the wrong place mixes them up whichever of two connections it reads first. That is no
 * promise that what they made whole was sent on: whoever looks for it first has the sender collect, because only one
 * connection has an order.
 */
export const sendPieces = (peer: Peer, observer: Peer, bytes: Uint8Array, ...cuts: ReadonlyArray<number>) =>
  Effect.zipRight(
    // A connection that has just been made may be accepted later than another is read.
    observer.collect,
    Effect.forEach(
      [0, ...cuts],
      (start, index) => Effect.zipRight(peer.sendBytes(bytes.subarray(start, cuts[index])), untilRead(observer)),
      { discard: true }
    )
  )

/** The readings of an open point, and the texts that each leads to, in order. */
export type Readings = Readonly<Record<string, ReadonlyArray<string>>>

const same = (some: ReadonlyArray<string>, others: ReadonlyArray<string>): boolean =>
  some.length === others.length && some.every((text, at) => text === others[at])

/** The received texts are those of one of these readings, which is noted; returns its name. */
export const expectReading = (
  peer: Peer,
  received: ReadonlyArray<string>,
  readings: Readings
): Effect.Effect<string, Mismatch, Trace> => {
  const found = Object.entries(readings).find(([, texts]) => same(texts, received))
  if (found !== undefined) return Effect.as(note(`Read so: ${found[0]}.`), found[0])
  const allowed = Object.values(readings).map(Format.texts)
  return new Mismatch({
    expected: `${peer.name} receives one of: ${[...new Set(allowed)].join("; or ")}`,
    actual: Format.texts(received)
  })
}
