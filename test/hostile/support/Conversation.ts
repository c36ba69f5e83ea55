/**
 * Calm members who converse in channels, and what the server owes them: each message exactly once, in one order for all
 * members of the channel, each speaker's in the order said, and of everybody else one joining and one leaving.
 *
 * In each channel one member only listens: what it has heard is the channel's order, and all others are compared with it.
 */
import assert from "node:assert/strict"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Place } from "../../process/support/RawSocket.ts"
import { type CalmMember, connectCalm, type Disconnected, textOf } from "./CalmMember.ts"

interface CalmChannel {
  readonly name: string
  readonly listener: CalmMember
  readonly speakers: ReadonlyArray<CalmMember>
}

/** A stranger in the channel, as the listener has seen it. */
type Presence = "in" | "gone"

/** Follows what a listener heard; fails at the first line that should not be there. Returns the strangers. */
const follow = ({ listener, name, speakers }: CalmChannel): ReadonlyMap<string, Presence> => {
  const strangers = new Map<string, Presence>()
  const counts = new Map(speakers.map((speaker) => [speaker.name, 0]))
  const newcomers = new Set(counts.keys())
  for (const line of listener.heard) {
    const wrong = `${listener.name} in ${name} was sent ${JSON.stringify(line)}`
    const said = /^\[([^\]]+)\](?: |$)/.exec(line)?.[1]
    const joined = /^(.+) has joined$/.exec(line)?.[1]
    const left = /^(.+) has left$/.exec(line)?.[1]
    if (said !== undefined) {
      const count = counts.get(said)
      if (count === undefined) assert.equal(strangers.get(said), "in", wrong)
      else {
        assert.equal(line, `[${said}] ${textOf(count)}`)
        counts.set(said, count + 1)
      }
    } else if (joined !== undefined) {
      if (newcomers.delete(joined)) continue
      assert.equal(strangers.get(joined), undefined, wrong)
      strangers.set(joined, "in")
    } else {
      assert.ok(left !== undefined, wrong)
      assert.equal(strangers.get(left), "in", wrong)
      strangers.set(left, "gone")
    }
  }
  for (const speaker of speakers) {
    const heard = counts.get(speaker.name) ?? 0
    assert.ok(heard >= speaker.acknowledged, `${heard} of ${speaker.acknowledged} messages of ${speaker.name}`)
  }
  return strangers
}

/** What a speaker must have heard if the listener has heard this. */
const owed = (speaker: CalmMember, heard: ReadonlyArray<string>): ReadonlyArray<string> =>
  heard.slice(heard.indexOf(`${speaker.name} has joined`) + 1).filter((line) => !line.startsWith(`[${speaker.name}] `))

const speak = (speaker: CalmMember): Effect.Effect<void, Disconnected> => {
  if (speaker.said % 4 === 0) return Effect.zipRight(speaker.dribble(3), speaker.barrier)
  speaker.say(3)
  return speaker.barrier
}

export class Conversation {
  constructor(readonly channels: ReadonlyArray<CalmChannel>) {}

  get members(): ReadonlyArray<CalmMember> {
    return this.channels.flatMap(({ listener, speakers }) => [listener, ...speakers])
  }

  get speakers(): ReadonlyArray<CalmMember> {
    return this.channels.flatMap(({ speakers }) => speakers)
  }

  /** Every speaker says a few texts, now and then in small pieces, and waits until the server has handled them. */
  readonly round: Effect.Effect<void, Disconnected> = Effect.suspend(() =>
    Effect.forEach(this.speakers, speak, { concurrency: "unbounded", discard: true })
  )

  /** Waits until everybody has heard all that was said: all is handled, and then all of it is delivered. */
  readonly settle: Effect.Effect<void, Disconnected> = Effect.suspend(() => {
    const everybody = Effect.forEach(this.members, (member) => member.barrier, {
      concurrency: "unbounded",
      discard: true
    })
    return Effect.zipRight(everybody, everybody)
  })

  /** Checks every message that everybody was sent. Returns the strangers that each channel has seen. */
  check(): ReadonlyArray<ReadonlyMap<string, Presence>> {
    return this.channels.map((channel) => {
      const strangers = follow(channel)
      for (const speaker of channel.speakers) {
        assert.deepEqual(speaker.heard, owed(speaker, channel.listener.heard), `${speaker.name} heard something else`)
      }
      return strangers
    })
  }
}

/** Opens channels, with a listener and some speakers in each. Names begin with `calm`. */
export const converse = (
  place: Place,
  { channels, speakers }: { readonly channels: number; readonly speakers: number }
): Effect.Effect<Conversation, never, Scope.Scope> =>
  Effect.gen(function* () {
    const open = (index: number) =>
      Effect.gen(function* () {
        const name = `calm ${index}`
        const listener = yield* connectCalm(place, `calm-${index}`, `/create ${name}`)
        const join = (speaker: number) => connectCalm(place, `calm-${index}-${speaker}`, `/join ${name}`)
        return { name, listener, speakers: yield* Effect.forEach(Array(speakers).keys(), join) }
      })
    return new Conversation(yield* Effect.forEach(Array(channels).keys(), open))
  })
