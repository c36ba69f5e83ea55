/**
 * What waits to be written, packed, within a bound: the blocks of each channel in their order.
 *
 * Invariant: the numbers of a channel have no hole in it. Where an event finds no room, a gap stands in its place, which
 * grows with each further one; so there is at most one gap more than the bound allows for each channel.
 */
import { type ChannelEvent, type Gap, last } from "../Domain/ChannelEvent.ts"
import { type Block, Packer } from "./Block.ts"

/** What may wait, in bytes: half a second of the fastest flood, and far less than the peers may hold. */
export const QUEUE = 16 * 1024 * 1024

/** How much is taken at once, in bytes: written in some tens of milliseconds. */
export const BATCH = 2 * 1024 * 1024

/** What a block is counted for besides its events, in bytes. */
const OVERHEAD = 100

export interface Waiting<Log> {
  readonly log: Log
  block: Block
}

const sizeOf = ({ events }: Block): number => OVERHEAD + (events?.length ?? 0)

const toBlock = ({ at, n, to }: Gap): Block => ({ first: n, last: to, at, until: at, events: undefined })

/** What still grows: events, or a gap. */
type Growing = Packer | { -readonly [K in keyof Gap]: Gap[K] }

export class WriteQueue<Log> {
  private closed: Array<Waiting<Log>> = []
  /** How many of those are dropped already: moving the others at each drop would cost more than writing. */
  private dropped = 0
  private readonly growing = new Map<Log, Growing>()
  private size = 0

  constructor(private readonly bound = QUEUE) {}

  get isEmpty(): boolean {
    return this.closed.length === this.dropped && this.growing.size === 0
  }

  get isFull(): boolean {
    return this.size >= this.bound
  }

  /** Takes an event of a channel; returns false where there is no room: then it is lost, and a gap in its place. */
  append(log: Log, event: ChannelEvent): boolean {
    if (event._tag === "Gap") {
      this.lose(log, event)
      return true
    }
    if (this.isFull) {
      const { at, n } = event
      this.lose(log, { _tag: "Gap", n, at, to: n })
      return false
    }
    let packer = this.growing.get(log)
    if (!(packer instanceof Packer) || packer.isFull) {
      this.close(log)
      packer = new Packer(event.n, event.at)
      this.growing.set(log, packer)
      this.size += OVERHEAD
    }
    const before = packer.length
    packer.add(event)
    this.size += packer.length - before
    return true
  }

  /** Closes the blocks that grow, and returns the first of all, which do not change from now on. They stay until they are dropped. */
  take(most = BATCH): ReadonlyArray<Waiting<Log>> {
    for (const log of Array.from(this.growing.keys())) this.close(log)
    let size = 0
    let end = this.dropped
    for (; end < this.closed.length && size < most; end++) size += sizeOf((this.closed[end] as Waiting<Log>).block)
    return this.closed.slice(this.dropped, end)
  }

  /** Drops the first blocks: they are written. */
  drop(count: number): void {
    for (const { block } of this.closed.slice(this.dropped, this.dropped + count)) this.size -= sizeOf(block)
    this.dropped += count
    if (this.dropped > this.closed.length / 2) this.compact()
  }

  /** Puts a gap before all others. */
  putFirst(log: Log, gap: Gap): void {
    this.compact()
    this.closed.unshift({ log, block: toBlock(gap) })
    this.size += OVERHEAD
  }

  /** Makes one gap of several of a channel that follow on each other. Nothing may be taken and not dropped. */
  mergeGaps(): void {
    const before = new Map<Log, Waiting<Log>>()
    const merged: Array<Waiting<Log>> = []
    for (const waiting of this.closed.slice(this.dropped)) {
      const { block, log } = waiting
      const previous = before.get(log)
      if (previous !== undefined && previous.block.events === undefined && block.events === undefined) {
        previous.block = { ...previous.block, last: block.last }
        this.size -= OVERHEAD
      } else {
        merged.push(waiting)
        before.set(log, waiting)
      }
    }
    this.closed = merged
    this.dropped = 0
  }

  /** What waits of one channel, or of all. */
  *of(log?: Log): Iterable<Waiting<Log>> {
    for (const waiting of this.closed.slice(this.dropped)) if (log === undefined || waiting.log === log) yield waiting
    for (const [growingLog, growing] of this.growing) {
      if (log === undefined || growingLog === log) yield { log: growingLog, block: blockOf(growing) }
    }
  }

  private lose(log: Log, gap: Gap): void {
    const growing = this.growing.get(log)
    if (growing !== undefined && !(growing instanceof Packer)) {
      growing.to = last(gap)
      return
    }
    this.close(log)
    this.growing.set(log, { ...gap })
    this.size += OVERHEAD
  }

  private close(log: Log): void {
    const growing = this.growing.get(log)
    if (growing === undefined) return
    this.growing.delete(log)
    this.closed.push({ log, block: blockOf(growing) })
  }

  private compact(): void {
    this.closed = this.closed.slice(this.dropped)
    this.dropped = 0
  }
}

const blockOf = (growing: Growing): Block => (growing instanceof Packer ? growing.block : toBlock(growing))
