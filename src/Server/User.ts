/** A registered client, and its memberships of channels. */
import type { Author, Encoding } from "../Dialect/Encoding.ts"
import type { AuthorId, MessageId } from "../Domain/ChannelEvent.ts"
import type { ChannelName } from "../Domain/ChannelName.ts"
import type { ClientName } from "../Domain/ClientName.ts"
import type { Writer } from "../Net/Connection.ts"

const nothing = new Uint8Array(0)

const nowhere: ReadonlyArray<Membership> = []

/** Two users may bear one name: a user is known by this object. */
export class User implements Author {
  /** The channels that it is in, one membership each; they change only by `Channel`. */
  memberships = nowhere
  /** How many channels it has created. */
  created = 0
  private madePrefixes: Array<Uint8Array | undefined> | undefined = undefined

  constructor(
    readonly name: ClientName,
    readonly writer: Writer,
    /** How it reads what happens in its channels. */
    readonly encoding: Encoding,
    /** The network that the channels it creates count for. */
    readonly network: string | undefined = undefined,
    /** Who it is in what is kept: the protocol says, or else the channels do, for those who do something that is kept. */
    public id?: AuthorId
  ) {}

  /** Made for those who speak. */
  get prefixes(): Array<Uint8Array | undefined> {
    this.madePrefixes ??= []
    return this.madePrefixes
  }

  /** Sends the user bytes of its own, after all that its channels owe it by now; in one write with the last of that. */
  reply(bytes: Uint8Array): void {
    const last = this.memberships.at(-1)
    for (const membership of this.memberships) if (membership !== last) membership.settle(nothing)
    if (last === undefined) this.writer.unsafeSend(bytes)
    else last.settle(bytes)
  }
}

/** What a membership knows of its channel. */
export interface Joined {
  readonly name: ChannelName
  readonly origin: string | undefined
  /** Nobody is in it, and nobody has ever spoken in it. */
  readonly isVacant: boolean
  readonly say: (author: Membership, text: Uint8Array, id?: MessageId) => boolean
  readonly leave: (membership: Membership, isAnnounced: boolean) => void
}

/** What a membership knows of the fan-out that serves it. */
export interface Delivery {
  readonly settle: (membership: Membership, more: Uint8Array) => void
}

/** Shared, and so never written to. */
export const noSkips: Array<number> = []

/** A user in a channel, from `Channel.enter` to `Channel.leave`. */
export class Membership {
  /** The user's own, one step nearer for the loop that delivers. */
  readonly writer: Writer

  // The rest is `FanOut`'s alone: what of the tick's batch the member is not owed.
  /** The tick that `from` and `skips` are about; in any other the member is owed the whole batch. */
  tick = 0
  /** Where in the batch begins what the member is owed, in bytes. */
  from = 0
  /** The ranges of the batch, after `from`, that the member does not get: start, end, start, end. */
  skips = noSkips

  constructor(
    readonly user: User,
    readonly channel: Joined,
    readonly delivery: Delivery
  ) {
    this.writer = user.writer
  }

  /** Sends the member what it is owed by now, and more behind it, in one write. */
  settle(more: Uint8Array): void {
    this.delivery.settle(this, more)
  }
}
