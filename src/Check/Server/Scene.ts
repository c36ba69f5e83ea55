/**
 * Scenes that several cases begin with. They put nothing to the test: whether a command is answered with silence, or
 * a notice worded right, is for its own case to judge.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as utils from "../../utils.ts"
import { Complaint } from "../Complaint.ts"
import type { Peer } from "../Peer.ts"
import * as Show from "../Show.ts"
import { note, type Trace } from "../Trace.ts"
import { ServerStage } from "./Stage.ts"

export const joined = (name: string): string => utils.fill(utils.SERVER_CLIENT_JOINED_CHANNEL, name)

export const left = (name: string): string => utils.fill(utils.SERVER_CLIENT_LEFT_CHANNEL, name)

export const unknown = (channel: string): string => utils.fill(utils.SERVER_NO_CHANNEL_EXISTS, channel)

export const exists = (channel: string): string => utils.fill(utils.SERVER_CHANNEL_EXISTS, channel)

export const invalid = (word: string): string => utils.fill(utils.SERVER_INVALID_CONTROL_MESSAGE, word)

/** Connects, and is nobody yet. */
export const connect = (who: string): Effect.Effect<Peer, Complaint, ServerStage | Trace | Scope.Scope> =>
  Effect.flatMap(ServerStage, (stage) => stage.connect(who))

/** Connects, says its name and the rest, and waits until all of it is handled. */
export const enter = (
  name: string,
  ...texts: ReadonlyArray<string>
): Effect.Effect<Peer, Complaint, ServerStage | Trace | Scope.Scope> =>
  Effect.tap(connect(name), (peer) => peer.tell(name, ...texts))

/** Panda and Alice in the channel `tas`. */
export const pair = Effect.gen(function* () {
  const panda = yield* enter("Panda", "/create tas")
  const alice = yield* enter("Alice", "/join tas")
  yield* panda.heard
  return { panda, alice }
})

/** The same, and Bob alone in the channel `other`. */
export const trio = Effect.gen(function* () {
  const bob = yield* enter("Bob", "/create other")
  return { ...(yield* pair), bob }
})

/** The server knows the channel: where nothing is expected, a server that does nothing is not to pass. */
export const assertListed = (peer: Peer, channel: string): Effect.Effect<void, Complaint> =>
  Effect.flatMap(peer.tell("/list"), (answers) =>
    answers.some((answer) => answer.includes(channel))
      ? Effect.void
      : new Complaint({ expected: `${peer.name} receives a list with ${channel}`, came: Show.texts(answers) })
  )

/** What a reading brings, for a point that is open: whole texts in order. */
export type Readings = Readonly<Record<string, ReadonlyArray<string>>>

const same = (some: ReadonlyArray<string>, others: ReadonlyArray<string>): boolean =>
  some.length === others.length && some.every((text, at) => text === others[at])

/** What was heard is one of these readings, which is noted; answers with its name. */
export const reads = (
  peer: Peer,
  heard: ReadonlyArray<string>,
  readings: Readings
): Effect.Effect<string, Complaint, Trace> => {
  const found = Object.entries(readings).find(([, texts]) => same(texts, heard))
  if (found !== undefined) return Effect.as(note(`Read so: ${found[0]}.`), found[0])
  const allowed = Object.values(readings).map(Show.texts)
  return new Complaint({
    expected: `${peer.name} receives one of: ${[...new Set(allowed)].join("; or ")}`,
    came: Show.texts(heard)
  })
}
