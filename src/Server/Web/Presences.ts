/**
 * Who somebody is over several connections. A page is loaded again, sleeps or changes its network: its session comes back,
 * and as long as that takes no more than the grace, nobody is told that it left and joined.
 *
 * Invariants: a session is served by one connection, the latest; what that has not taken up again when the grace is over
 * is left.
 */
import { createHash } from "node:crypto"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import type * as Scope from "effect/Scope"
import type { AuthorId, MessageId } from "../../Domain/ChannelEvent.ts"
import type { ChannelName } from "../../Domain/ChannelName.ts"
import type { ClientName } from "../../Domain/ClientName.ts"
import { Channels } from "../Channels.ts"
import { busyWorker, Price, Turns } from "../Turns.ts"
import type { Membership, User } from "../User.ts"

/** How long somebody who has lost its connection is still there: a page loads again in 2 seconds, a telephone in 8. */
export const GRACE = Duration.seconds(10)

/** Sessions without a connection that are waited for; above it those that lose theirs leave at once. */
const WAITED_FOR = 10_000

/** The messages of a session that are known when they are sent again: more than a page keeps waiting for an answer. */
const KNOWN_MESSAGES = 1000

/** A connection that serves a session. */
export interface Holder {
  readonly user: User | undefined
  /** The session is served by another connection from now on. */
  readonly unsafeReplace: () => void
}

/** The public id of a session, which says nothing about the secret: 72 bits of its hash. */
const idOf = (secret: string): AuthorId =>
  createHash("sha256").update(secret).digest("base64url").slice(0, 12) as AuthorId

export class Presence {
  /** The connection that serves it. */
  holder: Holder | undefined = undefined
  /** What it was a member of over an earlier connection, and has not taken up again. */
  waiting: ReadonlyArray<Membership> = []
  private readonly messages = new Set<MessageId>()
  readonly id: AuthorId

  constructor(
    readonly secret: string,
    public name: ClientName
  ) {
    this.id = idOf(secret)
  }

  /** Its membership in a channel, over an earlier connection. */
  waitingIn(channel: ChannelName): Membership | undefined {
    return this.waiting.find((membership) => membership.channel.name === channel)
  }

  /** The membership has been taken up again or left. */
  settle(membership: Membership): void {
    this.waiting = this.waiting.filter((other) => other !== membership)
  }

  /** Whether a message was said before. */
  hasSaid(id: MessageId): boolean {
    return this.messages.has(id)
  }

  remember(id: MessageId): void {
    this.messages.add(id)
    // A set keeps the order in which its values were added.
    if (this.messages.size <= KNOWN_MESSAGES) return
    for (const oldest of this.messages) {
      this.messages.delete(oldest)
      return
    }
  }
}

export interface Presences {
  /** Gives the session to a connection, and takes it from the one that had it. */
  readonly enter: (secret: string, name: ClientName, holder: Holder) => Effect.Effect<Presence>
  /** The connection has ended. Does nothing if the session has another one. */
  readonly leave: (presence: Presence, holder: Holder) => Effect.Effect<void>
}

export const make = (
  grace: Duration.Duration = GRACE
): Effect.Effect<Presences, never, Channels | Turns | Scope.Scope> =>
  Effect.gen(function* () {
    const channels = yield* Channels
    const turns = yield* Turns
    const presences = new Map<string, Presence>()
    const timers = yield* FiberMap.make<Presence>()
    let isClosed = false
    // The server goes, and not the members: then nobody is waited for, and nobody leaves.
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        isClosed = true
      })
    )

    /** Leaves one after the other: the grace of thousands may end at once, so they take turns. */
    const leaveAll = (presence: Presence): Effect.Effect<void> =>
      Effect.suspend(() => {
        const [first] = presence.waiting
        if (first === undefined) return Effect.void
        const leave = Effect.suspend(() => {
          // It may have been taken up again meanwhile.
          if (!presence.waiting.includes(first)) return Effect.void
          presence.settle(first)
          return channels.leave(first)
        })
        return turns.wait(busyWorker(), Price.end).pipe(Effect.zipRight(leave), Effect.zipRight(leaveAll(presence)))
      })

    const forget = (presence: Presence) =>
      Effect.sync(() => {
        if (presence.holder === undefined) presences.delete(presence.secret)
      })

    const wait = (presence: Presence) =>
      Effect.asVoid(
        FiberMap.run(timers, presence, Effect.delay(Effect.zipRight(leaveAll(presence), forget(presence)), grace))
      )

    const presenceOf = (secret: string, name: ClientName): Presence => {
      const known = presences.get(secret)
      if (known !== undefined) return known
      const made = new Presence(secret, name)
      presences.set(secret, made)
      return made
    }

    /** What the connection was a member of waits to be taken up by the next. */
    const release = (presence: Presence): void => {
      presence.waiting = presence.waiting.concat(presence.holder?.user?.memberships ?? [])
      presence.holder = undefined
    }

    return {
      enter: (secret, name, holder) =>
        Effect.suspend(() => {
          const presence = presenceOf(secret, name)
          const replaced = presence.holder
          release(presence)
          replaced?.unsafeReplace()
          presence.holder = holder
          const isRenamed = presence.name !== name
          presence.name = name
          // Under another name somebody else has joined, as far as everybody can see.
          const settled = isRenamed ? leaveAll(presence) : presence.waiting.length > 0 ? wait(presence) : Effect.void
          return Effect.as(settled, presence)
        }),

      leave: (presence, holder) =>
        Effect.suspend(() => {
          if (isClosed || presence.holder !== holder) return Effect.void
          release(presence)
          const end = Effect.zipRight(leaveAll(presence), forget(presence))
          if (presence.waiting.length === 0) return end
          return Effect.flatMap(FiberMap.size(timers), (size) => (size < WAITED_FOR ? wait(presence) : end))
        })
    }
  })
