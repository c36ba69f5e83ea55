/**
 * The history of the channels: gets every event as it happens, and gives events back, by their numbers and by their words.
 *
 * Nothing that is delivered ever waits for it: appending is synchronous, cannot fail, and only queues what has to be
 * written. A journal that loses something says so, by a `Gap` in the channel and by its status.
 *
 * Without a journal no event is made an object (`Channel`): a server whose clients have no way to read what was said, as
 * the course's have none, keeps nothing and pays nothing.
 */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type { ChannelEvent, Epoch, Message, Millis, Sequence } from "../Domain/ChannelEvent.ts"
import type { ChannelName } from "../Domain/ChannelName.ts"

/** What cannot be read now: the disk refuses, or the file is damaged. `problem` is the end of a sentence. */
export class JournalError extends Data.TaggedError("JournalError")<{ readonly problem: string }> {
  override get message(): string {
    return `The history cannot be read: ${this.problem}.`
  }
}

/** The most events that one `read` or `search` returns: reading 100 from a disk holds everybody up for a millisecond. */
export const PAGE = 200

/** Which events of a channel are read. */
export type Range =
  /** The first after a number. */
  | { readonly _tag: "After"; readonly n: Sequence }
  /** The last before a number. */
  | { readonly _tag: "Before"; readonly n: Sequence }
  /** Those around a number: half of them before it. */
  | { readonly _tag: "Around"; readonly n: Sequence }
  /** The first at a time or later. */
  | { readonly _tag: "Since"; readonly at: Millis }
  | { readonly _tag: "Last" }

/** A message that a search has found. */
export interface Found {
  readonly channel: ChannelName
  readonly event: Message
}

export interface Query {
  /** Undefined: in every channel. */
  readonly channel: ChannelName | undefined
  /** All of them must be in a message, in any order; case and accents do not count, nor does where a CJK word ends. */
  readonly words: string
  readonly limit: number
}

/** One channel's part of the journal. Its numbers go on where they were. */
export interface ChannelLog {
  readonly name: ChannelName
  readonly epoch: Epoch
  /** The number of the last event; 0 where nothing has happened. */
  readonly head: Sequence
  /** The number of the oldest event that can be read; `head + 1` where there is none. */
  readonly first: Sequence
  /** What the channel is about, as bytes; empty where nobody has said. */
  readonly topic: Uint8Array
  /** The number of the event that happens now: `head + 1`, except where no more numbers can be promised not to come again. */
  readonly unsafeNext: (at: Millis) => Sequence
  /** Takes the next event, which has that number. Copies its text: those are bytes that will be used again. */
  readonly unsafeAppend: (event: ChannelEvent) => void
  /** All events after a number, from memory; undefined where memory does not reach back so far, or knows no such number. */
  readonly unsafeAfter: (n: Sequence) => ReadonlyArray<ChannelEvent> | undefined
}

/** Whether what happens is kept. */
export type Status =
  | { readonly _tag: "Keeping" }
  /** `problem` is the end of a sentence; `since` is when it began, and so many events are lost for good by now. */
  | { readonly _tag: "Failing"; readonly problem: string; readonly since: Millis; readonly lost: number }

export interface JournalService {
  /** The channels that there were before this start, in no order. */
  readonly logs: ReadonlyArray<ChannelLog>
  /** The log of a new channel. */
  readonly unsafeCreate: (channel: ChannelName) => ChannelLog
  /** Events of a channel in the order of their numbers, `limit` or `PAGE` at the most; none of a channel that is not known. */
  readonly read: (
    channel: ChannelName,
    range: Range,
    limit: number
  ) => Effect.Effect<ReadonlyArray<ChannelEvent>, JournalError>
  /** Messages with the given words, `limit` or `PAGE` at the most, the newest first. */
  readonly search: (query: Query) => Effect.Effect<ReadonlyArray<Found>, JournalError>
  readonly status: Effect.Effect<Status>
}

/** Undefined: nobody keeps what is said. */
export class Journal extends Context.Reference<Journal>()("chat/Server/Journal", {
  defaultValue: (): JournalService | undefined => undefined
}) {}
