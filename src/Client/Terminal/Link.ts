/**
 * One connection of a terminal client, and what can be sent over it.
 *
 * The link alone knows whether a line has been sent: what the conversation believes about the connection lags behind it.
 */
import type { Connection } from "../../Net/Connection.ts"

export interface Link {
  readonly connection: Connection
  /** Set when the end of the connection has been seen; nothing is sent after that. */
  ended: boolean
  /** Whether anything was sent behind the name. */
  used: boolean
}

export const make = (connection: Connection): Link => ({ connection, ended: false, used: false })

/** Sends bytes, all or nothing, and returns whether the connection took them. */
export const send = (link: Link, bytes: Uint8Array): boolean => {
  link.used = true
  return !link.ended && link.connection.unsafeSend(bytes)
}
