/**
 * A channel of the yardstick: what is said in one turn of the event loop is gathered in a log, and at its end each member
 * gets one write of what it is owed, which is the log without its own frames.
 */
import type { Member } from "./Member.ts"

export const FRAME_LENGTH = 200
const FIRST_LOG = 16 * FRAME_LENGTH

/** What is gathered in this turn, by whom it has to be sent. */
const dirty: Array<Channel> = []

const flushAll = () => {
  for (const channel of dirty.splice(0)) channel.flush()
}

export class Channel {
  readonly members = new Set<Member>()
  private log: Buffer | undefined
  private length = 0
  /** Of those who are not owed the whole log: where the parts that they are owed begin and end, but for the last end. */
  private readonly parts = new Map<Member, Array<number>>()

  /** Relays a text of at most a frame, which is not kept. */
  say(member: Member, text: Uint8Array): void {
    const { prefix } = member
    const at = this.append()
    const log = this.log as Buffer
    log.set(prefix, at)
    const room = FRAME_LENGTH - prefix.length
    log.set(text.length > room ? text.subarray(0, room) : text, at + prefix.length)
    const parts = this.partsOf(member)
    if (parts.at(-1) === at) parts[parts.length - 1] = at + FRAME_LENGTH
    else parts.push(at, at + FRAME_LENGTH)
  }

  enter(member: Member): void {
    this.announce(`${member.name} has joined`)
    member.channel = this
    this.members.add(member)
    if (this.length > 0) this.parts.set(member, [this.length])
  }

  leave(member: Member): void {
    this.settle(member)
    this.members.delete(member)
    this.parts.delete(member)
    member.channel = undefined
    this.announce(`${member.name} has left`)
  }

  /** Sends a member what it is owed now, because something else is to follow it. */
  settle(member: Member): void {
    if (this.log === undefined) return
    this.send(member, this.log)
    this.parts.set(member, [this.length])
  }

  flush(): void {
    const log = this.log as Buffer
    const whole = log.subarray(0, this.length)
    for (const member of this.members) {
      if (this.parts.has(member)) this.send(member, log)
      else member.send(whole)
    }
    this.log = undefined
    this.length = 0
    this.parts.clear()
  }

  private announce(notice: string): void {
    if (this.members.size === 0) return
    const at = this.append()
    this.log?.fill(" ", at, at + FRAME_LENGTH).write(notice, at, FRAME_LENGTH, "latin1")
  }

  /** Makes room for a frame in the log and answers with its place. */
  private append(): number {
    if (this.log === undefined) {
      this.log = Buffer.allocUnsafeSlow(FIRST_LOG)
      if (dirty.push(this) === 1) setImmediate(flushAll)
    } else if (this.length === this.log.length) {
      const larger = Buffer.allocUnsafeSlow(this.log.length * 4)
      larger.set(this.log)
      this.log = larger
    }
    this.length += FRAME_LENGTH
    return this.length - FRAME_LENGTH
  }

  private partsOf(member: Member): Array<number> {
    const known = this.parts.get(member)
    if (known !== undefined) return known
    const parts = [0]
    this.parts.set(member, parts)
    return parts
  }

  private send(member: Member, log: Buffer): void {
    const parts = this.partsOf(member)
    const owed: Array<Buffer> = []
    for (let at = 0; at < parts.length; at += 2) {
      const start = parts[at] as number
      const end = parts[at + 1] ?? this.length
      if (end > start) owed.push(log.subarray(start, end))
    }
    member.sendAll(owed)
  }
}
