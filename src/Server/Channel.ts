/**
 * A channel: its members, and the hub that fans messages out to them.
 *
 * The hub works by the tick. What is said in one turn of the event loop is formatted once and appended to the tick's
 * log; at the end of the turn every member gets one write of it: the same bytes for all who said nothing, a copy without
 * their own messages for those who did. So a delivery costs a write and nothing else, and messages said together travel
 * together.
 *
 * Invariants: every member gets each message of the others exactly once, never its own, in the order of the log; from
 * the message after its entry to the last one before it leaves. The shared bytes do not change while a member's
 * connection holds them.
 */

import * as Frame from "../Dialect/Frames/Frame.ts"
import * as Reply from "../Dialect/Frames/Reply.ts"
import { type ByteString, toBytes } from "../Domain/ByteString.ts"
import type { ChannelName } from "../Domain/ChannelName.ts"
import { sanitise, wrap } from "../Domain/Text.ts"
import { MESSAGE_LENGTH } from "../utils.ts"
import { type BatchPool, LARGE_BATCH, SMALL_BATCH } from "./BatchPool.ts"
import { type Member, none } from "./Member.ts"

const nothing = new Uint8Array(0)

export class Channel {
  readonly members = new Set<Member>()
  /** The frames of this tick, in the first `length` bytes. There is a log exactly while the length is not 0. */
  private batch: Buffer | undefined
  private length = 0
  private tick = 1

  constructor(
    readonly name: ChannelName,
    private readonly pool: BatchPool,
    /** Called at the first message of a tick: whoever made the channel sees to it that `flush` follows. */
    private readonly onDirty: (channel: Channel) => void
  ) {}

  /** Announces the member to those who are in, and takes it in. */
  enter(member: Member): void {
    this.announce(Reply.joined(member.name))
    member.channel = this
    this.members.add(member)
    this.skipTo(member, this.length)
  }

  /** Gives the member what it is owed and lets it go; `announced`, the others are told. */
  leave(member: Member, announced: boolean): void {
    if (this.batch !== undefined) this.sendCopy(member, this.batch, nothing)
    this.members.delete(member)
    member.channel = undefined
    if (announced) this.announce(Reply.left(member.name))
  }

  /** Relays a text as `[name] text`, in as many frames as it needs, to everyone but the member. */
  say(member: Member, text: Uint8Array): void {
    const { prefix } = member
    for (const piece of wrap(text, MESSAGE_LENGTH - prefix.length)) {
      // Each by itself, because whether a text is UTF-8, and so what in it is unsafe, is asked of each frame again.
      const start = this.append(prefix, sanitise(piece))
      this.exclude(member, start)
      this.flushIfFull()
    }
  }

  /** Sends the member frames of its own, after what it is owed of this tick and in one write with it. */
  reply(member: Member, frames: Uint8Array): void {
    if (this.batch === undefined) member.writer.unsafeSend(frames)
    else {
      this.sendCopy(member, this.batch, frames)
      this.skipTo(member, this.length)
    }
  }

  /** Ends the tick: every member is sent what it is owed. */
  flush(): void {
    const { batch } = this
    if (batch === undefined) return
    const whole = batch.subarray(0, this.length)
    let held = false
    for (const member of this.members) {
      const { writer } = member
      // Who has not taken the last bytes yet gets a copy: a slow reader holds what it is owed and no more.
      if (member.tick === this.tick || writer.unsent > 0) this.sendCopy(member, batch, nothing)
      else {
        writer.unsafeSend(whole)
        if (writer.unsent > 0) held = true
      }
    }
    if (!held) this.pool.give(batch)
    this.batch = undefined
    this.length = 0
    this.tick++
  }

  private announce(notice: ByteString): void {
    if (this.members.size === 0) return
    this.append(nothing, toBytes(notice))
    this.flushIfFull()
  }

  /** Writes one frame to the end of the log and answers with its place. */
  private append(prefix: Uint8Array, text: Uint8Array): number {
    const start = this.length
    this.length = start + MESSAGE_LENGTH
    Frame.write(this.room(start), start, prefix, text)
    return start
  }

  /** The log, with room for a frame at `start`. */
  private room(start: number): Buffer {
    if (this.batch === undefined) {
      this.batch = this.pool.take(SMALL_BATCH)
      this.onDirty(this)
    } else if (start === SMALL_BATCH && this.batch.length === SMALL_BATCH) {
      const large = this.pool.take(LARGE_BATCH)
      large.set(this.batch)
      this.pool.give(this.batch)
      this.batch = large
    }
    return this.batch
  }

  private flushIfFull(): void {
    if (this.length === LARGE_BATCH) this.flush()
  }

  /** Up to here the member has what it is owed. */
  private skipTo(member: Member, from: number): void {
    member.tick = this.tick
    member.from = from
    member.skips = none
  }

  /** Marks the frame at `start` as the member's own. */
  private exclude(member: Member, start: number): void {
    if (member.tick !== this.tick) this.skipTo(member, 0)
    if (member.skips.length === 0) member.skips = [start, start + MESSAGE_LENGTH]
    else if (member.skips.at(-1) === start) member.skips[member.skips.length - 1] = start + MESSAGE_LENGTH
    else member.skips.push(start, start + MESSAGE_LENGTH)
  }

  /** Sends a copy of what the member is owed, the log from `from` to its end without the member's own frames, and more. */
  private sendCopy(member: Member, log: Buffer, more: Uint8Array): void {
    if (member.tick !== this.tick) this.skipTo(member, 0)
    const { from, writer, skips } = member
    let size = this.length - from + more.length
    for (let at = 0; at < skips.length; at += 2) size -= (skips[at + 1] as number) - (skips[at] as number)
    if (size === 0) return
    // Node cuts small buffers out of shared ones, which a slow reader must not hold.
    const copy = writer.unsent > 0 ? Buffer.allocUnsafeSlow(size) : Buffer.allocUnsafe(size)
    let read = from
    let written = 0
    for (let at = 0; at < skips.length; at += 2) {
      written += log.copy(copy, written, read, skips[at] as number)
      read = skips[at + 1] as number
    }
    written += log.copy(copy, written, read, this.length)
    copy.set(more, written)
    writer.unsafeSend(copy)
  }
}
