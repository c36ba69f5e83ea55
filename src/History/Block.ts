/**
 * Events of a channel that follow on each other, as bytes: what one row of the history holds. Pure.
 *
 * A row for each event would cost ten times as much as delivering it to a hundred people. So what is said in one moment is
 * packed as it happens, without an object for each, and copied from there to the disk.
 *
 * An event is: a byte of flags; the milliseconds since the event before it; its author, unless that is the one before; the id
 * of a message; the length and bytes of a text. Numbers are LEB128, signed ones in zigzag. What was written once is read for
 * ever: another form is a further version of the file.
 */
import type { AuthorId, ChannelEvent, Gap, MessageId, Millis, Sequence } from "../Domain/ChannelEvent.ts"
import type { ClientName } from "../Domain/ClientName.ts"

/** A run of numbers of a channel: its events, or a gap. */
export interface Block {
  readonly first: Sequence
  readonly last: Sequence
  /** The times of the first event and of the last. */
  readonly at: Millis
  readonly until: Millis
  /** Undefined: the numbers are a gap. */
  readonly events: Uint8Array | undefined
}

/** How many events one reads of it: a gap is one. */
export const count = ({ events, first, last }: Block): number => (events === undefined ? 1 : last - first + 1)

/** The most events of a block: reading one of them means to walk over those before it. The index counts on it. */
export const MOST_EVENTS = 256

/** From so many bytes on a block takes no further event: what is read at once is no more than some of these. */
const FULL = 32 * 1024

const KINDS = ["Message", "Joined", "Left", "Topic"] as const satisfies ReadonlyArray<ChannelEvent["_tag"]>
const KIND = 0b11
const SAME_AUTHOR = 0b100
const HAS_ID = 0b1000

type Kept = Exclude<ChannelEvent, Gap>

/** Bytes that an event takes at the most besides its text: flags, time, and three strings of up to 255. */
const OVERHEAD = 1 + 8 + 3 * 256 + 5

/** Takes the events of a block, one after the other. */
export class Packer {
  private bytes = Buffer.allocUnsafe(1024)
  /** In bytes. */
  length = 0
  private count = 0
  private until: Millis
  private by = ""
  private from = ""

  constructor(
    private readonly first: Sequence,
    private readonly at: Millis
  ) {
    this.until = at
  }

  get isFull(): boolean {
    return this.count >= MOST_EVENTS || this.length >= FULL
  }

  /** What has been taken so far. */
  get block(): Block {
    const { at, count, first, until } = this
    return { first, last: first + count - 1, at, until, events: this.bytes.subarray(0, this.length) }
  }

  /** Takes the event with the next number, and copies its text. */
  add(event: Kept): void {
    const { _tag, at, by, from } = event
    const text = "text" in event ? event.text : undefined
    const id = _tag === "Message" ? event.id : undefined
    const isSameAuthor = by === this.by && from === this.from && this.count > 0
    this.grow(OVERHEAD + (text?.length ?? 0))
    this.bytes[this.length++] = KINDS.indexOf(_tag) | (isSameAuthor ? SAME_AUTHOR : 0) | (id === undefined ? 0 : HAS_ID)
    const passed = at - this.until
    this.number(passed >= 0 ? passed * 2 : passed * -2 - 1)
    if (!isSameAuthor) {
      this.string(by)
      this.string(from)
      this.by = by
      this.from = from
    }
    if (id !== undefined) this.string(id)
    if (text !== undefined) {
      this.number(text.length)
      this.bytes.set(text, this.length)
      this.length += text.length
    }
    this.until = at
    this.count++
  }

  private grow(size: number): void {
    if (this.length + size <= this.bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(4 * this.bytes.length, this.length + size))
    larger.set(this.bytes)
    this.bytes = larger
  }

  private number(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.bytes[this.length++] = rest
  }

  /** At most 255 characters, each of which is a byte. */
  private string(value: string): void {
    this.bytes[this.length++] = value.length
    this.length += this.bytes.write(value, this.length, "latin1")
  }
}

class Unpacker {
  private place = 0
  private readonly bytes: Buffer

  constructor(events: Uint8Array) {
    this.bytes = Buffer.from(events.buffer, events.byteOffset, events.byteLength)
  }

  get hasMore(): boolean {
    return this.place < this.bytes.length
  }

  byte(): number {
    return this.bytes[this.place++] as number
  }

  number(): number {
    let value = 0
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.byte()
      value += (byte % 0x80) * factor
      if (byte < 0x80) return value
    }
  }

  string(): string {
    const length = this.byte()
    this.place += length
    return this.bytes.toString("latin1", this.place - length, this.place)
  }

  /** Where the next text begins and ends. */
  skip(): readonly [from: number, to: number] {
    const length = this.number()
    this.place += length
    return [this.place - length, this.place]
  }

  text([from, to]: readonly [from: number, to: number]): Uint8Array {
    return new Uint8Array(this.bytes.subarray(from, to))
  }
}

/** The events of a block: those, by their places in it from 0, that are wanted. Each has a text of its own. */
export const unpack = (
  { at, events, first, last }: Block,
  wants: (place: number) => boolean = () => true
): ReadonlyArray<ChannelEvent> => {
  if (events === undefined) return wants(0) ? [{ _tag: "Gap", n: first, at, to: last }] : []
  const unpacked: Array<ChannelEvent> = []
  const from = new Unpacker(events)
  let time = at
  let by = "" as AuthorId
  let name = "" as ClientName
  for (let place = 0; from.hasMore; place++) {
    const flags = from.byte()
    const _tag = KINDS[flags & KIND] as Kept["_tag"]
    const passed = from.number()
    time += passed % 2 === 0 ? passed / 2 : (passed + 1) / -2
    if ((flags & SAME_AUTHOR) === 0) {
      by = from.string() as AuthorId
      name = from.string() as ClientName
    }
    const id = (flags & HAS_ID) === 0 ? undefined : (from.string() as MessageId)
    const hasText = _tag === "Message" || _tag === "Topic"
    const range = hasText ? from.skip() : undefined
    if (!wants(place)) continue
    const authored = { n: first + place, at: time, by, from: name }
    if (range === undefined) unpacked.push({ _tag: _tag as "Joined" | "Left", ...authored })
    else if (_tag === "Topic") unpacked.push({ _tag, ...authored, text: from.text(range) })
    else unpacked.push({ _tag: "Message", ...authored, text: from.text(range), ...(id === undefined ? {} : { id }) })
  }
  return unpacked
}
