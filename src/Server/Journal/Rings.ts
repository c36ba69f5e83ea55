/**
 * The last events of channels, in memory.
 *
 * Invariants: a ring holds a run of numbers without a hole that ends with the last event; together the rings take at most
 * the budget, and where they would take more, the channels in which nothing has happened for longest give first.
 */
import type { ChannelEvent, Sequence } from "../../Domain/ChannelEvent.ts"

/** How many events of a channel are kept: some hours of a busy one. */
export const RING = 1000

/** How much all of them may take, in bytes. */
export const BUDGET = 64 * 1024 * 1024

/** What an event takes besides its text, in bytes: the object, its array and its place, measured on V8 11 and rounded up. */
const OVERHEAD = 250

export const sizeOf = (event: ChannelEvent): number => OVERHEAD + ("text" in event ? event.text.length : 0)

class Ring {
  /** The event `n` is at `(n - base) % RING`. */
  readonly events: Array<ChannelEvent> = []
  base = 0
  /** The number of the oldest event that is kept. */
  first = 0
  next = 0
  size = 0

  at(n: Sequence): ChannelEvent {
    return this.events[(n - this.base) % RING] as ChannelEvent
  }
}

export class Rings<Key> {
  /** The one in which something happened last is the last. */
  private readonly rings = new Map<Key, Ring>()
  private latest: Key | undefined = undefined
  private size = 0

  constructor(private readonly budget = BUDGET) {}

  /** Takes the next event of a channel. */
  append(key: Key, event: ChannelEvent): void {
    const ring = this.touch(key, event.n)
    if (ring.next - ring.first === RING) this.dropFirst(ring)
    const at = (event.n - ring.base) % RING
    if (at === ring.events.length) ring.events.push(event)
    else ring.events[at] = event
    ring.next = event.n + 1
    this.grow(ring, sizeOf(event))
    while (this.size > this.budget) this.giveUp()
  }

  /** Gives up what there is of a channel: what comes next does not follow on it. */
  drop(key: Key): void {
    this.size -= this.rings.get(key)?.size ?? 0
    this.rings.delete(key)
    if (this.latest === key) this.latest = undefined
  }

  /** The events from a number on; undefined where they are not all here. */
  from(key: Key, n: Sequence): ReadonlyArray<ChannelEvent> | undefined {
    const ring = this.rings.get(key)
    if (ring === undefined || n < ring.first || n > ring.next) return undefined
    return Array.from({ length: ring.next - n }, (_, index) => ring.at(n + index))
  }

  /** The number of the oldest event here; undefined where there is none. */
  first(key: Key): Sequence | undefined {
    return this.rings.get(key)?.first
  }

  private touch(key: Key, n: Sequence): Ring {
    const known = this.rings.get(key)
    if (known !== undefined && key === this.latest) return known
    const ring = known ?? new Ring()
    if (known === undefined) ring.base = ring.first = ring.next = n
    this.rings.delete(key)
    this.rings.set(key, ring)
    this.latest = key
    return ring
  }

  /** The channel that has been quiet for longest gives all; one that is alone gives its oldest. */
  private giveUp(): void {
    const [[key, ring] = []] = this.rings
    if (key === undefined || ring === undefined) return
    if (key === this.latest) this.dropFirst(ring)
    else this.drop(key)
  }

  private dropFirst(ring: Ring): void {
    this.grow(ring, -sizeOf(ring.at(ring.first)))
    ring.first++
  }

  private grow(ring: Ring, bytes: number): void {
    ring.size += bytes
    this.size += bytes
  }
}
