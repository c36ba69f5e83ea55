/**
 * A channel: an order of events. It numbers what happens and hands each event to a `FanOut` for every encoding that has
 * members here, which is most often one, of an encoding with very many members to several; and, as an object, to the
 * journal where there is one.
 *
 * Invariants: the numbers are contiguous from 1, whatever the encodings, unless the journal has to skip some; and every
 * member sees the events in their order.
 * A member is told of others who join and leave, never of itself.
 */
import type { Encoding } from "../Dialect/Encoding.ts"
import type { AuthorId, MessageId, Millis, Sequence } from "../Domain/ChannelEvent.ts"
import type { ChannelName } from "../Domain/ChannelName.ts"
import type { BatchPool } from "./BatchPool.ts"
import type { Description, Entrance } from "./Channels.ts"
import { FanOut } from "./FanOut.ts"
import type { ChannelLog } from "./Journal.ts"
import type { Joined, Membership, User } from "./User.ts"

const nothing = new Uint8Array(0)

/** What all channels of a server share. */
export interface ChannelServices {
  /** The time of what happens in this turn of the event loop, in milliseconds since 1970. */
  readonly now: () => Millis
  readonly pool: BatchPool
  /** The user's id, for those who keep what it does. */
  readonly idOf: (user: User) => AuthorId
  /** See `FanOut`. */
  readonly onDirty: (fanOut: FanOut) => void
}

export class Channel implements Joined {
  /** The number of the last event. */
  private sequence: Sequence
  private readonly fanOuts: Array<FanOut> = []
  private isSilent = true

  constructor(
    readonly name: ChannelName,
    /** The network of the user who created it. */
    readonly origin: string | undefined,
    private readonly services: ChannelServices,
    /** Who keeps the events, if anybody does. */
    private readonly log?: ChannelLog
  ) {
    this.sequence = log?.head ?? 0
  }

  get isVacant(): boolean {
    return this.isSilent && this.log === undefined && this.fanOuts.every(({ size }) => size === 0)
  }

  /** Announces the user to the members, and makes it one; where it resumes a membership, nothing happens for anybody else. */
  enter(user: User, resumed?: Membership): Membership {
    if (resumed === undefined) this.announce(user)
    else this.leave(resumed, false)
    const membership = this.fanOutOf(user.encoding).enter(user, this)
    // Not by spreading, which leaves room for sixteen more.
    user.memberships = user.memberships.concat(membership)
    return membership
  }

  private announce(user: User): void {
    const at = this.services.now()
    const n = this.number(at)
    this.keepNotice("Joined", n, at, user)
    for (const fanOut of this.fanOuts) if (fanOut.size > 0) fanOut.joined(n, at, user)
  }

  /** Gives the member what it is owed and takes it out; the others are told, unless nobody is to be. */
  leave(membership: Membership, isAnnounced: boolean): void {
    const { user } = membership
    for (const fanOut of this.fanOuts) if (fanOut === membership.delivery) fanOut.leave(membership)
    user.memberships = user.memberships.filter((other) => other !== membership)
    if (!isAnnounced) return
    const at = this.services.now()
    const n = this.number(at)
    this.keepNotice("Left", n, at, user)
    for (const fanOut of this.fanOuts) if (fanOut.size > 0) fanOut.left(n, at, user)
  }

  /** Relays a text to the members; returns false, and does nothing, where that has to wait for what was said before. */
  say(author: Membership, text: Uint8Array, id?: MessageId): boolean {
    for (const fanOut of this.fanOuts) if (fanOut.isClogged) return false
    this.isSilent = false
    const at = this.services.now()
    const n = this.number(at)
    if (this.log !== undefined) {
      const { user } = author
      const by = this.services.idOf(user)
      const from = user.name
      // Written out, because spreading would take longer than all the rest.
      this.log.unsafeAppend(
        id === undefined ? { _tag: "Message", n, at, by, from, text } : { _tag: "Message", n, at, by, from, text, id }
      )
    }
    for (const fanOut of this.fanOuts) if (fanOut.size > 0) fanOut.said(n, at, author, text, id)
    return true
  }

  /** What a user that has entered in this turn finds. `after`: the last event that it knows. */
  entrance(after: Sequence | undefined): Entrance {
    const { log, sequence } = this
    return {
      epoch: log?.epoch,
      head: sequence,
      first: log?.first ?? sequence + 1,
      topic: log?.topic ?? nothing,
      members: () => this.members(),
      missed: after === undefined ? [] : log?.unsafeAfter(after)
    }
  }

  /** See `Channels.describe`. */
  get description(): Description {
    const { log, sequence } = this
    return {
      epoch: log?.epoch,
      head: sequence,
      first: log?.first ?? sequence + 1,
      members: this.fanOuts.reduce((sum, { size }) => sum + size, 0),
      unsafeAfter: (n) => log?.unsafeAfter(n)
    }
  }

  /** The number of the event that happens now. */
  private number(at: Millis): Sequence {
    this.sequence = this.log === undefined ? this.sequence + 1 : this.log.unsafeNext(at)
    return this.sequence
  }

  private *members(): Iterable<User> {
    for (const fanOut of this.fanOuts) yield* fanOut.users()
  }

  private keepNotice(_tag: "Joined" | "Left", n: Sequence, at: Millis, user: User): void {
    this.log?.unsafeAppend({ _tag, n, at, by: this.services.idOf(user), from: user.name })
  }

  private fanOutOf(encoding: Encoding): FanOut {
    const existing = this.fanOuts.find((fanOut) => fanOut.encoding === encoding && !fanOut.isFull)
    if (existing !== undefined) return existing
    const made = new FanOut(this.name, encoding, this.services.pool, this.services.onDirty)
    this.fanOuts.push(made)
    return made
  }
}
