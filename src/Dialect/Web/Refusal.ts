/**
 * How the web's protocol says what is refused: a code for programs and the sentence of `Reply` for people, and, where the
 * connection ends with it, the close code. A browser cannot read a refused handshake, so everything is said in the
 * open connection.
 */
import { ByteString } from "../../Domain/ByteString.ts"
import type { ConnectionRefused, RequestRefused } from "../../Domain/ChatError.ts"
import * as Reply from "../Frames/Reply.ts"
import { nameText } from "./Events.ts"
import type { Refused, RefusedCode } from "./Protocol.ts"
import * as WebSocketFrame from "./WebSocketFrame.ts"

/** What ends a connection. 1000 to 1015 are the WebSocket's own (RFC 6455, 7.4.1), 4000 and more ours. */
export const CloseCode = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  binary: 1003,
  malformed: 4400,
  password: 4401,
  name: 4403,
  silent: 4408,
  replaced: 4409,
  full: 4503
} as const

const closeCodes: Record<ConnectionRefused["_tag"], number> = {
  NameBlank: CloseCode.name,
  NameTooLong: CloseCode.name,
  NameTimeout: CloseCode.silent,
  IdleTimeout: CloseCode.silent,
  ServerFull: CloseCode.full,
  AddressFull: CloseCode.full,
  PasswordRequired: CloseCode.password,
  WrongPassword: CloseCode.password,
  MessageMalformed: CloseCode.malformed,
  SessionReplaced: CloseCode.replaced
}

const codes: Record<(ConnectionRefused | RequestRefused)["_tag"], RefusedCode> = {
  NameBlank: "name",
  NameTooLong: "name",
  NameTimeout: "silent",
  IdleTimeout: "silent",
  ServerFull: "server_full",
  AddressFull: "server_full",
  PasswordRequired: "password",
  WrongPassword: "password",
  MessageMalformed: "malformed",
  SessionReplaced: "replaced",
  NoChannelExists: "no_channel",
  ChannelExists: "channel_name",
  ChannelNameTooLong: "channel_name",
  ChannelRequired: "channel_name",
  ChannelsFull: "channels_full",
  ChannelQuotaUsed: "channels_full",
  ChannelShareUsed: "channels_full",
  TooManyChannels: "too_many_channels",
  NotAMember: "not_member",
  NotInChannel: "not_member",
  MessageTooLong: "too_long",
  MessageBlank: "blank",
  HistoryUnavailable: "history_unavailable",
  InvalidControlMessage: "malformed",
  JoinRequiresArgument: "channel_name",
  CreateRequiresArgument: "channel_name"
}

/** What the request was about, as the client said it. */
export interface About {
  readonly channel?: string | undefined
  readonly id?: string | undefined
  readonly ref?: number | undefined
}

export const refused = (error: ConnectionRefused | RequestRefused, { channel, id, ref }: About = {}): Refused => ({
  type: "refused",
  code: codes[error._tag],
  // Names in errors are as they came off the wire.
  text: nameText(ByteString(Reply.describe(error))),
  ...(channel === undefined ? {} : { channel }),
  ...(id === undefined ? {} : { id }),
  ...(ref === undefined ? {} : { ref })
})

/** The last words to a peer that is refused. */
export const lastWords = (error: ConnectionRefused): Buffer =>
  Buffer.concat([
    WebSocketFrame.text(JSON.stringify(refused(error))),
    WebSocketFrame.close(closeCodes[error._tag], error._tag)
  ])
