/**
 * What several cases begin with: members, channels and the texts of `utils.py`. Fixtures test nothing: whether a command
 * gets no reply, or whether the words of a notice are right, is for a case of its own.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as utils from "../../utils.ts"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
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

/** The server knows the channel. For cases that expect no frame: a server that does nothing must not pass them. */
export const assertListed = (peer: Peer, channel: string): Effect.Effect<void, Mismatch> =>
  Effect.flatMap(peer.sendAndCollect("/list"), (answers) =>
    answers.some((answer) => answer.includes(channel))
      ? Effect.void
      : new Mismatch({ expected: `${peer.name} receives a list with ${channel}`, actual: Format.texts(answers) })
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
