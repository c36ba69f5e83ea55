/**
 * What happens in a channel, as it is kept: each event has the next number of its channel, a time, and an author.
 *
 * Invariant: within an epoch a number is given once and never again, so `epoch` and `n` name an event for good.
 */
import type * as Brand from "effect/Brand"
import type { ClientName } from "./ClientName.ts"

/** The place of an event in its channel's order: 1, 2, 3 … without a gap. 0: before the first. */
export type Sequence = number

/** When an event happened, in milliseconds since 1970. */
export type Millis = number

/** Who did something: names are not unique, these are. At most 64 characters of ASCII. */
export type AuthorId = string & Brand.Brand<"AuthorId">

/** The life of a channel's numbers: where it changes, they mean something else. */
export type Epoch = string & Brand.Brand<"Epoch">

/** What its author's program calls a message, so that the same one sent twice is known: 8 to 36 characters of ASCII. */
export type MessageId = string & Brand.Brand<"MessageId">

interface Numbered {
  readonly n: Sequence
  readonly at: Millis
}

interface Authored extends Numbered {
  readonly by: AuthorId
  /** The name that the author had. */
  readonly from: ClientName
}

export interface Message extends Authored {
  readonly _tag: "Message"
  /** The bytes that were said, in whatever encoding. */
  readonly text: Uint8Array
  readonly id?: MessageId | undefined
}

export interface Notice extends Authored {
  readonly _tag: "Joined" | "Left"
}

/** The channel is about something else from here on. */
export interface Topic extends Authored {
  readonly _tag: "Topic"
  readonly text: Uint8Array
}

/** The events from `n` to `to` are lost, or may be: who reads the history is told so. */
export interface Gap extends Numbered {
  readonly _tag: "Gap"
  readonly to: Sequence
}

export type ChannelEvent = Message | Notice | Topic | Gap

/** The number of the last event that it stands for. */
export const last = (event: ChannelEvent): Sequence => (event._tag === "Gap" ? event.to : event.n)

/** The event with a text of its own. */
export const copy = (event: ChannelEvent): ChannelEvent =>
  "text" in event ? { ...event, text: new Uint8Array(event.text) } : event
