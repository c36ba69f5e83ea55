/**
 * The members of a channel that read one encoding, and the delivery of the channel's events to them.
 *
 * It works by the tick. The events of one turn of the event loop are encoded once and gathered in a batch; at the end of
 * the turn every member gets one write of it: the same bytes for all who said nothing, a copy without their own messages
 * for those who did. So a delivery costs a write and nothing else, and messages said together travel together.
 *
 * Invariants: every member gets each event exactly once and in order, from the first after its entry to the last before
 * it leaves; its own messages only where the encoding echoes. The shared bytes do not change while a member's connection
 * holds them.
 */

import type { Author, Batch, Encoding } from "../Dialect/Encoding.ts"
import type { MessageId, Millis, Sequence } from "../Domain/ChannelEvent.ts"
import type { ChannelName } from "../Domain/ChannelName.ts"
import { type BatchPool, LARGE_BATCH, SMALL_BATCH } from "./BatchPool.ts"
import { type Flow, Price, QUANTUM, type Waiting } from "./Turns.ts"
import { type Delivery, type Joined, Membership, noSkips, type User } from "./User.ts"

const nothing = new Uint8Array(0)

/** The length from which on a batch takes no further event, in bytes. */
const FULL = LARGE_BATCH - SMALL_BATCH

/**
 * How many members a fan-out has at the most, so that its flush is a small part of a turn. A channel with more has several
 * for one encoding: what they encode more often is little beside so many writes.
 */
export const MOST_MEMBERS = 256

export class FanOut implements Batch, Delivery, Flow, Waiting {
  private readonly members = new Set<Membership>()
  /** The events of this tick, in the first `length` bytes. There is a batch exactly while the length is not 0. */
  private batch: Buffer | undefined
  private length = 0
  private tick = 1
  reserved = 0
  open = -1
  // What `Turns` knows of it.
  recent = 0
  windowAt = 0

  constructor(
    readonly channel: ChannelName,
    readonly encoding: Encoding,
    private readonly pool: BatchPool,
    /** Called at the first event of a batch: the maker of the fan-out must see to it that `flush` follows. */
    private readonly onDirty: (fanOut: FanOut) => void
  ) {}

  get size(): number {
    return this.members.size
  }

  get isFull(): boolean {
    return this.members.size >= MOST_MEMBERS
  }

  /**
   * Whether a full batch waits for its turn and is too much to be sent within this one: nothing more should be said here
   * until then. A notice does not wait, and so is what sends it.
   */
  get isClogged(): boolean {
    return this.length >= FULL && this.price > QUANTUM
  }

  get price(): number {
    return this.members.size * Price.write
  }

  /** Its turn has come. */
  goOn(): void {
    this.flush()
  }

  *users(): Iterable<User> {
    for (const { user } of this.members) yield user
  }

  /** Takes a user in, which is owed what happens from now on. */
  enter(user: User, channel: Joined): Membership {
    const membership = new Membership(user, channel, this)
    this.members.add(membership)
    this.skipTo(membership, this.length)
    return membership
  }

  /** Sends the member what it is owed, and nothing from now on. */
  leave(membership: Membership): void {
    this.settle(membership, nothing)
    this.members.delete(membership)
  }

  said(n: Sequence, at: Millis, author: Membership, text: Uint8Array, id: MessageId | undefined): void {
    this.flushIfFull()
    const start = this.length
    this.encoding.said(this, n, at, author.user, text, id)
    if (author.delivery === this && !this.encoding.echo) this.exclude(author, start, this.length)
  }

  joined(n: Sequence, at: Millis, who: Author): void {
    this.flushIfFull()
    this.encoding.joined(this, n, at, who)
  }

  left(n: Sequence, at: Millis, who: Author): void {
    this.flushIfFull()
    this.encoding.left(this, n, at, who)
  }

  settle(membership: Membership, more: Uint8Array): void {
    if (this.batch === undefined) {
      if (more.length > 0) membership.writer.unsafeSend(more)
    } else {
      this.sendCopy(membership, this.batch, more)
      this.skipTo(membership, this.length)
    }
  }

  /** Ends the tick: every member is sent what it is owed. */
  flush(): void {
    const { batch } = this
    if (batch === undefined) return
    const whole = batch.subarray(0, this.length)
    let held = false
    for (const membership of this.members) {
      const { writer } = membership
      // A member that has not taken the last bytes yet gets a copy: a slow reader holds what it is owed and no more.
      if (membership.tick === this.tick || writer.unsent > 0) this.sendCopy(membership, batch, nothing)
      else {
        writer.unsafeSend(whole)
        if (writer.unsent > 0) held = true
      }
    }
    if (!held) this.pool.give(batch)
    this.batch = undefined
    this.length = 0
    this.open = -1
    this.tick++
  }

  reserve(size: number): Buffer {
    this.reserved = this.length
    this.length += size
    if (this.batch === undefined) {
      this.batch = this.pool.take(this.length)
      this.onDirty(this)
    } else if (this.length > this.batch.length) {
      const larger = this.pool.take(this.length)
      larger.set(this.batch)
      this.pool.give(this.batch)
      this.batch = larger
    }
    return this.batch
  }

  /** Before an event and never within it, so that the ranges of an event lie in one batch. */
  private flushIfFull(): void {
    if (this.length >= FULL) this.flush()
  }

  /** Up to here the member has what it is owed. */
  private skipTo(membership: Membership, from: number): void {
    this.open = -1
    membership.tick = this.tick
    membership.from = from
    membership.skips = noSkips
  }

  /** Leaves a range at the end of the batch out of what the member is owed. */
  private exclude(membership: Membership, start: number, end: number): void {
    this.open = -1
    if (membership.tick !== this.tick) this.skipTo(membership, 0)
    const { skips } = membership
    if (skips.length === 0) membership.skips = [start, end]
    else if (skips.at(-1) === start) skips[skips.length - 1] = end
    else skips.push(start, end)
  }

  /** Sends a copy of what the member is owed, the batch from `from` to its end without what it skips, and more. */
  private sendCopy(membership: Membership, batch: Buffer, more: Uint8Array): void {
    if (membership.tick !== this.tick) this.skipTo(membership, 0)
    const { from, skips, writer } = membership
    let size = this.length - from + more.length
    for (let at = 0; at < skips.length; at += 2) size -= (skips[at + 1] as number) - (skips[at] as number)
    if (size === 0) return
    // What waits for a slow reader takes no more memory than it has bytes.
    const isTaken = writer.unsent === 0
    const copy = isTaken ? this.pool.take(size) : Buffer.allocUnsafeSlow(size)
    let read = from
    let written = 0
    for (let at = 0; at < skips.length; at += 2) {
      written += batch.copy(copy, written, read, skips[at] as number)
      read = skips[at + 1] as number
    }
    written += batch.copy(copy, written, read, this.length)
    copy.set(more, written)
    writer.unsafeSend(copy.subarray(0, size))
    if (isTaken && writer.unsent === 0) this.pool.give(copy)
  }
}
