/**
 * Channels in the memory of this process, delivering by the turns of the event loop.
 *
 * The directory is a `Ref` of an ordered tree and changes in one step each; a `Channel` in it orders its own events.
 */
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { pipe } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as Random from "effect/Random"
import * as RedBlackTree from "effect/RedBlackTree"
import * as Ref from "effect/Ref"
import type { AuthorId, MessageId } from "../../Domain/ChannelEvent.ts"
import type { ChannelName } from "../../Domain/ChannelName.ts"
import {
  ChannelExists,
  ChannelQuotaUsed,
  ChannelShareUsed,
  ChannelsFull,
  NoChannelExists
} from "../../Domain/ChatError.ts"
import { BatchPool } from "../BatchPool.ts"
import { Channel, type ChannelServices } from "../Channel.ts"
import { Channels, type EnterRefused, type Entry, LIST_PAGE } from "../Channels.ts"
import { Journal } from "../Journal.ts"
import { Limits } from "../Limits.ts"
import { Shares } from "../Shares.ts"
import { Tick } from "../Tick.ts"
import { busyWorker, Turns } from "../Turns.ts"
import type { Joined, Membership, User } from "../User.ts"

/** Ordered by the bytes of the names. */
type Directory = RedBlackTree.RedBlackTree<ChannelName, Channel>

/** The channel that a user enters. */
interface Placed {
  readonly channel: Channel
  readonly isNew: boolean
}

/**
 * What channels share: the memory for batches, the turns in which these are delivered, and the time of a tick, which is
 * read once, because reading it for every event takes longer than encoding one. `run` is what no other start of the
 * server has.
 */
const makeServices = (tick: Tick["Type"], turns: Turns["Type"], clock: Clock.Clock, run: string): ChannelServices => {
  let users = 0
  let at: number | undefined
  const end = () => {
    at = undefined
  }
  const now = () => {
    if (at === undefined) {
      at = clock.unsafeCurrentTimeMillis()
      tick.atEnd(end)
    }
    return at
  }
  const idOf = (user: User) => {
    user.id ??= `${run}-${++users}` as AuthorId
    return user.id
  }
  return { pool: new BatchPool(), now, idOf, onDirty: (fanOut) => turns.atEnd(fanOut, fanOut, now()) }
}

export const layer: Layer.Layer<Channels, never, Tick | Turns> = Layer.effect(
  Channels,
  Effect.gen(function* () {
    const limits = yield* Limits
    const turns = yield* Turns
    const journal = yield* Journal
    const run = yield* Random.nextIntBetween(0, 2 ** 40)
    const services = makeServices(yield* Tick, turns, yield* Effect.clock, run.toString(36))
    const known = (journal?.logs ?? []).map(
      (log) => [log.name, new Channel(log.name, undefined, services, log)] as const
    )
    const directory = yield* Ref.make<Directory>(RedBlackTree.fromIterable(known, Order.string))
    const isShutDown = yield* Ref.make(false)

    const shares = new Shares(limits.channels)
    // Who created those that were kept is not known any more.
    for (const _ of known) shares.take(undefined)
    /** The channels that may make room for new ones, the one that has been so for the longest time first. */
    const vacant = new Set<Joined>()

    const refusal = ({ created, network }: User): ChannelsFull | ChannelQuotaUsed | ChannelShareUsed | undefined => {
      if (shares.isUsedUp && vacant.size === 0) return new ChannelsFull({ limit: limits.channels })
      const quota = limits.channelsPerConnection
      if (created >= quota) return new ChannelQuotaUsed({ limit: quota })
      if (network === undefined || !shares.isUsedUpBy(network)) return undefined
      return new ChannelShareUsed({ limit: shares.takenBy(network) })
    }

    /** Where there are as many channels as there may be, forgets one. */
    const makeRoom = (channels: Directory): Directory => {
      const [oldest] = vacant
      if (!shares.isUsedUp || oldest === undefined) return channels
      vacant.delete(oldest)
      shares.giveBack(oldest.origin)
      return RedBlackTree.removeFirst(channels, oldest.name)
    }

    /** Finds the channel or makes it, as the entry wants it. */
    const place =
      (user: User, name: ChannelName, create: Entry["create"]) =>
      (channels: Directory): readonly [Either.Either<Placed, EnterRefused>, Directory] => {
        const found = Option.getOrUndefined(RedBlackTree.findFirst(channels, name))
        if (found !== undefined && create !== "must") {
          vacant.delete(found)
          return [Either.right({ channel: found, isNew: false }), channels]
        }
        const refused =
          found !== undefined
            ? new ChannelExists({ channel: name })
            : create === "no"
              ? new NoChannelExists({ channel: name })
              : refusal(user)
        if (refused !== undefined) return [Either.left(refused), channels]
        const channel = new Channel(name, user.network, services, journal?.unsafeCreate(name))
        const room = makeRoom(channels)
        shares.take(user.network)
        return [Either.right({ channel, isNew: true }), RedBlackTree.insert(room, name, channel)]
      }

    const unsafeLeave = (membership: Membership, isSilent: boolean): void => {
      const { channel, user } = membership
      if (!user.memberships.includes(membership)) return
      channel.leave(membership, !isSilent)
      if (channel.isVacant) vacant.add(channel)
    }

    /** Out of some channels and into another, in one step. */
    const move = (user: User, { channel, isNew }: Placed, { after, leaving, onEntered, resuming }: Entry) =>
      Effect.map(Ref.get(isShutDown), (isSilent) => {
        for (const membership of leaving) unsafeLeave(membership, isSilent)
        if (isNew) user.created++
        vacant.delete(channel)
        const membership = channel.enter(user, resuming)
        onEntered?.(channel.entrance(after))
        return membership
      })

    const unsafeSay = (membership: Membership, text: Uint8Array, id?: MessageId) =>
      membership.channel.say(membership, text, id)

    /** Tries again in each of its turns: who waits for a full channel must not be quicker than who waits for anything else. */
    const say = (membership: Membership, text: Uint8Array, id?: MessageId): Effect.Effect<void> =>
      Effect.suspend(() =>
        unsafeSay(membership, text, id)
          ? Effect.void
          : Effect.zipRight(turns.wait(busyWorker()), say(membership, text, id))
      )

    return {
      enter: (user, name, entry) =>
        Effect.flatMap(
          Ref.modify(directory, place(user, name, entry.create)),
          Either.match({ onLeft: Effect.fail, onRight: (found) => move(user, found, entry) })
        ),

      leave: (membership) => Effect.map(Ref.get(isShutDown), (isSilent) => unsafeLeave(membership, isSilent)),
      unsafeSay,
      say,

      describe: (name) =>
        Effect.map(
          Ref.get(directory),
          (channels) => Option.getOrUndefined(RedBlackTree.findFirst(channels, name))?.description
        ),

      list: (after) =>
        Effect.map(Ref.get(directory), (channels) => {
          const rest = after === undefined ? channels : pipe(channels, RedBlackTree.greaterThan(after))
          const names: Array<ChannelName> = []
          for (const [name] of rest) {
            names.push(name)
            if (names.length === LIST_PAGE) break
          }
          return names
        }),

      shutDown: Ref.set(isShutDown, true)
    }
  })
)
