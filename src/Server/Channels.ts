/**
 * The channels of the server, as a service that knows no protocol: users enter, say and leave, and every encoding reads the
 * same events.
 *
 * A user that enters leaves in the end, whatever the end is, and the channel sees one notice: a session's release does
 * it. An operation that fails has changed nothing. Replies are not the channels' affair: they are the user's
 * (`User.reply`).
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { ChannelEvent, Epoch, MessageId, Sequence } from "../Domain/ChannelEvent.ts"
import type { ChannelName } from "../Domain/ChannelName.ts"
import type {
  ChannelExists,
  ChannelQuotaUsed,
  ChannelShareUsed,
  ChannelsFull,
  NoChannelExists
} from "../Domain/ChatError.ts"
import type { Membership, User } from "./User.ts"

/** What a user finds in a channel that it enters. */
export interface Entrance {
  /** Undefined where nobody keeps what happens; then there is nothing to come back to. */
  readonly epoch: Epoch | undefined
  /** The number of the last event, which is the user's own entry: it is sent what comes after. */
  readonly head: Sequence
  /** The number of the oldest event that can be read. */
  readonly first: Sequence
  readonly topic: Uint8Array
  /** Who is there now, the user too; to be read in this step. */
  readonly members: () => Iterable<User>
  /**
   * The events after `Entry.after` and up to `head`, none where it says nothing. Undefined where memory does not reach back
   * so far: the journal has to be read first, and the channel entered with a later number.
   */
  readonly missed: ReadonlyArray<ChannelEvent> | undefined
}

/** How a user enters a channel. */
export interface Entry {
  /** Whether the entry makes the channel: it must be new, it may be, or it must exist. */
  readonly create: "must" | "may" | "no"
  /** The memberships that end with the entry, in one step with it and before it. */
  readonly leaving: ReadonlyArray<Membership>
  /**
   * A membership in this channel that the user goes on from, because it is of the same person: that one ends, and nothing
   * happens for anybody else. `Entrance.head` is then an event of somebody's.
   */
  readonly resuming?: Membership | undefined
  /** The last event that the user knows, in the channel's epoch. */
  readonly after?: Sequence | undefined
  /**
   * Is told what the user finds, in the step in which it enters: what it sends the user then comes before all that happens
   * later, so between the events that were missed and the first that is delivered there is neither a hole nor a double.
   */
  readonly onEntered?: (entrance: Entrance) => void
}

/** A channel as it is at this moment. */
export interface Description {
  /** As in `Entrance`. */
  readonly epoch: Epoch | undefined
  /** The number of the last event. */
  readonly head: Sequence
  readonly first: Sequence
  /** How many are there. */
  readonly members: number
  /** The events after a number, as in `Entrance.missed`. */
  readonly unsafeAfter: (n: Sequence) => ReadonlyArray<ChannelEvent> | undefined
}

export type EnterRefused = ChannelExists | ChannelsFull | ChannelQuotaUsed | ChannelShareUsed | NoChannelExists

/** How many names one `list` returns at the most: what one turn of the event loop may give away at once. */
export const LIST_PAGE = 100

export class Channels extends Context.Tag("chat/Server/Channels")<
  Channels,
  {
    /**
     * Makes the user a member of the channel, and of those that it is leaving no more. A channel stays, unless
     * there are as many as there may be: then one in which nobody ever spoke, and nobody is, makes room for a new one.
     */
    readonly enter: (user: User, channel: ChannelName, how: Entry) => Effect.Effect<Membership, EnterRefused>
    /** Ends a membership; the other members see a notice. Does nothing if it has ended. */
    readonly leave: (membership: Membership) => Effect.Effect<void>
    /**
     * Relays a text to the channel's members, on the spot; returns false where that has to wait, and then `say` waits.
     * Synchronous because it is done for every message: an effect would cost as much as the message itself.
     */
    readonly unsafeSay: (membership: Membership, text: Uint8Array, id?: MessageId) => boolean
    /** The same, waiting as long as it must. */
    readonly say: (membership: Membership, text: Uint8Array, id?: MessageId) => Effect.Effect<void>
    /** What there is to know of a channel without entering it; undefined where there is none. */
    readonly describe: (channel: ChannelName) => Effect.Effect<Description | undefined>
    /** The next names of channels after the given one, or the first; in the order of their bytes, `LIST_PAGE` at the most. */
    readonly list: (after: ChannelName | undefined) => Effect.Effect<ReadonlyArray<ChannelName>>
    /** From now on nobody is told that a member left: the server stops, and the members have not left. */
    readonly shutDown: Effect.Effect<void>
  }
>() {}
