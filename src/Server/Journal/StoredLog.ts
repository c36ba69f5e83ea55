/**
 * A channel whose events go to the disk, through the queue.
 *
 * Invariant: no number is given twice, in any life of the server. A number is given only if the file says that it is reserved
 * (`History/Writing`). Where the disk has taken no reservation for as long as the reserved numbers last, what is said goes
 * on with numbers that no life without a disk has had: the time in microseconds. They are a jump, as after events that are
 * lost, and what comes after the next start is far below them.
 */
import { type ChannelEvent, copy, type Epoch, last, type Millis, type Sequence } from "../../Domain/ChannelEvent.ts"
import type { ChannelName } from "../../Domain/ChannelName.ts"
import type { WriteQueue } from "../../History/WriteQueue.ts"
import type { ChannelRecord } from "../../History/Writing.ts"
import type { ChannelLog } from "../Journal.ts"
import type { Rings } from "./Rings.ts"

/** How many numbers are reserved ahead at the least: what a busy channel says in a second. */
export const STEP = 10_000

/** How many times as many numbers are reserved as were given since the last time, so that a flood does not use them up. */
const AHEAD = 16

const MICROSECONDS = 1000

/** What all logs of a journal share. */
export interface LogServices {
  readonly queue: WriteQueue<StoredLog>
  /** There where somebody reads what happened a moment ago. */
  readonly rings: Rings<StoredLog> | undefined
  /** Called after each event: it is kept in the queue, or lost. */
  readonly onEvent: (isKept: boolean) => void
}

export class StoredLog implements ChannelLog {
  /** Whether what the file says of the channel, and not of its events, is out of date. */
  isChanged = false
  /** The last number that is in the file. */
  written: Sequence
  /** How many numbers were given since the last batch. */
  private given = 0

  constructor(
    readonly id: number,
    readonly name: ChannelName,
    readonly epoch: Epoch,
    private readonly services: LogServices,
    public topic: Uint8Array = new Uint8Array(0),
    public head: Sequence = 0,
    public first: Sequence = 1,
    /** The last number that the file reserves; no end where it does not know the channel, which then has no second life. */
    public reserved: Sequence = Number.POSITIVE_INFINITY
  ) {
    this.written = head
  }

  unsafeNext(at: Millis): Sequence {
    const next = this.head + 1
    return next <= this.reserved ? next : Math.max(next, at * MICROSECONDS)
  }

  unsafeAppend(event: ChannelEvent): void {
    const { onEvent, queue, rings } = this.services
    const { at, n } = event
    if (n !== this.head + 1) {
      queue.append(this, { _tag: "Gap", n: this.head + 1, at, to: n - 1 })
      rings?.drop(this)
    }
    const isKept = queue.append(this, event)
    if (isKept && event._tag !== "Gap") rings?.append(this, copy(event))
    else rings?.drop(this)
    this.head = last(event)
    if (event._tag !== "Gap") this.given++
    if (event._tag === "Topic") {
      this.topic = new Uint8Array(event.text)
      this.isChanged = true
    }
    onEvent(isKept)
  }

  unsafeAfter(n: Sequence): ReadonlyArray<ChannelEvent> | undefined {
    return n === this.head ? [] : this.services.rings?.from(this, n + 1)
  }

  /** What the file must be told of the channel, if anything: also that more numbers are reserved, before they are used up. */
  toSave(): ChannelRecord | undefined {
    const { given } = this
    this.given = 0
    const left = this.reserved - this.head
    const isReserved = Number.isFinite(left) && left >= Math.max(STEP / 2, (AHEAD / 2) * given)
    if (!this.isChanged && isReserved) return undefined
    const { epoch, id, name, topic } = this
    return { id, name, epoch, topic, reserved: this.head + Math.max(STEP, AHEAD * given) }
  }

  /** The file has it. */
  saved({ reserved, topic }: ChannelRecord): void {
    this.reserved = reserved
    this.isChanged = this.topic !== topic
  }

  /** The file has nothing of the channel any more. */
  forgotten(): void {
    this.isChanged = true
    this.reserved = Number.POSITIVE_INFINITY
    this.first = 1
  }
}
