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
}

export const make = (connection: Connection): Link => ({ connection, ended: false })

/** Sends bytes, all or nothing, and returns whether the connection took them. */
export const send = ({ connection, ended }: Link, bytes: Uint8Array): boolean => !ended && connection.unsafeSend(bytes)
