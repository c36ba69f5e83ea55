/** A client that has said its name: it is in one channel or in none. */

import * as Reply from "../Dialect/Frames/Reply.ts"
import { toBytes } from "../Domain/ByteString.ts"
import type { ClientName } from "../Domain/ClientName.ts"
import type { Writer } from "../Net/Connection.ts"
import type { Channel } from "./Channel.ts"

/** Shared, and so never written to. */
export const none: Array<number> = []

export class Member {
  /** Set by the channel, which has this member among its own exactly while it is set. */
  channel: Channel | undefined = undefined
  /** How many channels the client has created. */
  created = 0
  private prefixBytes: Uint8Array | undefined = undefined

  /** The tick of the channel's log that the next two speak of; in any other tick the member is owed the whole log. */
  tick = 0
  /** Where in the log begins what the member is owed, in bytes. */
  from = 0
  /** The places in the log, after `from`, of the member's own messages: start, end, start, end. */
  skips: Array<number> = none

  constructor(
    readonly name: ClientName,
    readonly writer: Writer
  ) {}

  /** `[name] `, in bytes, made once and for those who speak. */
  get prefix(): Uint8Array {
    this.prefixBytes ??= toBytes(Reply.messagePrefix(this.name))
    return this.prefixBytes
  }
}
