/**
 * How the members of a channel read what happens in it: one encoding for each form that a protocol sends events in.
 *
 * Invariant: what an encoding writes is made of units that are whole by themselves, and a unit has one event, or several
 * between which nobody's bytes begin or end (`Batch.open`). So any run of events can be sent. Then "from
 * here on", "without one's own" and "a reply behind it" are ranges of bytes, in every protocol (`Server/FanOut`).
 */
import type { AuthorId, MessageId, Millis, Sequence } from "../Domain/ChannelEvent.ts"
import type { ChannelName } from "../Domain/ChannelName.ts"
import type { ClientName } from "../Domain/ClientName.ts"

/** Where an encoding writes the events of one tick. */
export interface Batch {
  /** The channel that they happen in. */
  readonly channel: ChannelName
  /** Makes room for `size` bytes at the end, and returns the buffer, in which the room begins at `reserved`. */
  readonly reserve: (size: number) => Buffer
  /** Where the room made last begins, in bytes. */
  readonly reserved: number
  /**
   * Where the last unit begins, as long as nobody's bytes begin or end behind it: an encoding that remembers it here may add
   * the next event to that unit. Negative where there is none.
   */
  open: number
}

/** The user that an event is about, as far as an encoding needs to know it. */
export interface Author {
  readonly name: ClientName
  /** There wherever events are kept. */
  readonly id?: AuthorId | undefined
  /** The one that it speaks, which says what its messages may be. */
  readonly encoding: Pick<Encoding, "hasLines">
  /** For each encoding, at its `id`, what it writes in front of this author's messages: made once, at the first. */
  readonly prefixes: Array<Uint8Array | undefined>
}

/** Positional parameters, because no object is made for an event that nobody keeps. */
export interface Encoding {
  /** Its place in `Author.prefixes`; every encoding of the program has its own, from 0. */
  readonly id: number
  /** Whether members get their own messages. */
  readonly echo: boolean
  /** Whether a message of its members may have several lines, with a newline between two; of others a newline is a byte. */
  readonly hasLines: boolean
  /** `id`: what the author's program calls the message, if it does. */
  readonly said: (
    batch: Batch,
    n: Sequence,
    at: Millis,
    author: Author,
    text: Uint8Array,
    id: MessageId | undefined
  ) => void
  readonly joined: (batch: Batch, n: Sequence, at: Millis, who: Author) => void
  readonly left: (batch: Batch, n: Sequence, at: Millis, who: Author) => void
}
