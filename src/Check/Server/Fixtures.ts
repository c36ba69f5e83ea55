/**
 * Scenes that several cases begin with. They put nothing to the test: whether a command is answered with silence, or
 * a notice worded right, is for its own case to judge.
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

/** Connects, and is nobody yet. */
export const connect = (who: string): Effect.Effect<Peer, Mismatch, ServerHarness | Trace | Scope.Scope> =>
  Effect.flatMap(ServerHarness, (stage) => stage.connect(who))

/** Connects, says its name and the rest, and waits until all of it is handled. */
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

/** The server knows the channel: where nothing is expected, a server that does nothing is not to pass. */
export const assertListed = (peer: Peer, channel: string): Effect.Effect<void, Mismatch> =>
  Effect.flatMap(peer.sendAndCollect("/list"), (answers) =>
    answers.some((answer) => answer.includes(channel))
      ? Effect.void
      : new Mismatch({ expected: `${peer.name} receives a list with ${channel}`, actual: Format.texts(answers) })
  )

/** What a reading brings, for a point that is open: whole texts in order. */
export type Readings = Readonly<Record<string, ReadonlyArray<string>>>

const same = (some: ReadonlyArray<string>, others: ReadonlyArray<string>): boolean =>
  some.length === others.length && some.every((text, at) => text === others[at])

/** What was heard is one of these readings, which is noted; answers with its name. */
export const expectReading = (
  peer: Peer,
  heard: ReadonlyArray<string>,
  readings: Readings
): Effect.Effect<string, Mismatch, Trace> => {
  const found = Object.entries(readings).find(([, texts]) => same(texts, heard))
  if (found !== undefined) return Effect.as(note(`Read so: ${found[0]}.`), found[0])
  const allowed = Object.values(readings).map(Format.texts)
  return new Mismatch({
    expected: `${peer.name} receives one of: ${[...new Set(allowed)].join("; or ")}`,
    actual: Format.texts(heard)
  })
}
