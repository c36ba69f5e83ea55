/**
 * A channel: an order of events. It numbers what happens and hands each event to a `FanOut` for every encoding that has
 * members here, which is most often one; of an encoding with very many members to several.
 *
 * Invariants: the numbers are contiguous from 1, whatever the encodings, and every member sees the events in their order.
 * A member is told of others who join and leave, never of itself.
 */
import type { Encoding, Millis } from "../Dialect/Encoding.ts"
import type { ChannelName } from "../Domain/ChannelName.ts"
import type { BatchPool } from "./BatchPool.ts"
import { FanOut } from "./FanOut.ts"
import type { Joined, Membership, User } from "./User.ts"

/** What all channels of a server share. */
export interface ChannelServices {
  /** The time of what happens in this turn of the event loop, in milliseconds since 1970. */
  readonly now: () => Millis
  readonly pool: BatchPool
  /** See `FanOut`. */
  readonly onDirty: (fanOut: FanOut) => void
}

export class Channel implements Joined {
  /** The number of the last event. */
  private sequence = 0
  private readonly fanOuts: Array<FanOut> = []
  private isSilent = true

  constructor(
    readonly name: ChannelName,
    /** The network of the user who created it. */
    readonly origin: string | undefined,
    private readonly services: ChannelServices
  ) {}

  get isVacant(): boolean {
    return this.isSilent && this.fanOuts.every(({ size }) => size === 0)
  }

  /** Announces the user to the members, and makes it one. */
  enter(user: User): Membership {
    const n = ++this.sequence
    const at = this.services.now()
    for (const fanOut of this.fanOuts) if (fanOut.size > 0) fanOut.joined(n, at, user)
    const membership = this.fanOutOf(user.encoding).enter(user, this)
    // Not by spreading, which leaves room for sixteen more.
    user.memberships = user.memberships.concat(membership)
    return membership
  }

  /** Gives the member what it is owed and takes it out; the others are told, unless nobody is to be. */
  leave(membership: Membership, isAnnounced: boolean): void {
    const { user } = membership
    for (const fanOut of this.fanOuts) if (fanOut === membership.delivery) fanOut.leave(membership)
    user.memberships = user.memberships.filter((other) => other !== membership)
    if (!isAnnounced) return
    const n = ++this.sequence
    const at = this.services.now()
    for (const fanOut of this.fanOuts) if (fanOut.size > 0) fanOut.left(n, at, user)
  }

  /** Relays a text to the members; returns false, and does nothing, where that has to wait for what was said before. */
  say(author: Membership, text: Uint8Array): boolean {
    for (const fanOut of this.fanOuts) if (fanOut.isClogged) return false
    this.isSilent = false
    const n = ++this.sequence
    const at = this.services.now()
    for (const fanOut of this.fanOuts) if (fanOut.size > 0) fanOut.said(n, at, author, text)
    return true
  }

  private fanOutOf(encoding: Encoding): FanOut {
    const existing = this.fanOuts.find((fanOut) => fanOut.encoding === encoding && !fanOut.isFull)
    if (existing !== undefined) return existing
    const made = new FanOut(this.name, encoding, this.services.pool, this.services.onDirty)
    this.fanOuts.push(made)
    return made
  }
}
