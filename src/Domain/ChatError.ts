/**
 * Every failure that the program expects, as data. The texts that people read are made from them in one place,
 * `Dialect/Frames/Reply`, which does not compile while one of them has no text.
 */
import * as Schema from "effect/Schema"

/** A frame began with `/` and its first word is not a command. `word` includes the slash. */
export class InvalidControlMessage extends Schema.TaggedError<InvalidControlMessage>()("InvalidControlMessage", {
  word: Schema.String
}) {}

export class NoChannelExists extends Schema.TaggedError<NoChannelExists>()("NoChannelExists", {
  channel: Schema.String
}) {}

export class ChannelExists extends Schema.TaggedError<ChannelExists>()("ChannelExists", { channel: Schema.String }) {}

export class JoinRequiresArgument extends Schema.TaggedError<JoinRequiresArgument>()("JoinRequiresArgument", {}) {}

export class CreateRequiresArgument extends Schema.TaggedError<CreateRequiresArgument>()(
  "CreateRequiresArgument",
  {}
) {}

export class NotInChannel extends Schema.TaggedError<NotInChannel>()("NotInChannel", {}) {}

export class NameBlank extends Schema.TaggedError<NameBlank>()("NameBlank", {}) {}

export class NameTooLong extends Schema.TaggedError<NameTooLong>()("NameTooLong", {}) {}

export class ChannelNameTooLong extends Schema.TaggedError<ChannelNameTooLong>()("ChannelNameTooLong", {}) {}

/** A channel had to be named, and was not. It has no text: each command replaces it by an error of its own. */
export class ChannelNameBlank extends Schema.TaggedError<ChannelNameBlank>()("ChannelNameBlank", {}) {}

/** No name arrived in time. */
export class NameTimeout extends Schema.TaggedError<NameTimeout>()("NameTimeout", { seconds: Schema.Number }) {}

/** Nothing has come from the client for longer than the server allows. */
export class IdleTimeout extends Schema.TaggedError<IdleTimeout>()("IdleTimeout", { seconds: Schema.Number }) {}

/** The server has as many connections as it allows. */
export class ServerFull extends Schema.TaggedError<ServerFull>()("ServerFull", { limit: Schema.Number }) {}

/** There are as many connections from one address as the server allows. */
export class AddressFull extends Schema.TaggedError<AddressFull>()("AddressFull", { limit: Schema.Number }) {}

/** The server has a password, and the first frame did not contain one. */
export class PasswordRequired extends Schema.TaggedError<PasswordRequired>()("PasswordRequired", {}) {}

export class WrongPassword extends Schema.TaggedError<WrongPassword>()("WrongPassword", {}) {}

/** There are as many channels as the server allows. */
export class ChannelsFull extends Schema.TaggedError<ChannelsFull>()("ChannelsFull", { limit: Schema.Number }) {}

/** As many channels have been created over this connection as the server allows. */
export class ChannelQuotaUsed extends Schema.TaggedError<ChannelQuotaUsed>()("ChannelQuotaUsed", {
  limit: Schema.Number
}) {}

/** A line typed at the client begins with `/` and is longer than a frame: a command cannot be sent in pieces. */
export class CommandTooLong extends Schema.TaggedError<CommandTooLong>()("CommandTooLong", {}) {}

/** The client could not connect. `host` and `port` as typed on the command line. */
export class CannotConnect extends Schema.TaggedError<CannotConnect>()("CannotConnect", {
  host: Schema.String,
  port: Schema.String,
  /** If a server answers and is not trusted: why, as a sentence. */
  untrusted: Schema.optional(Schema.String)
}) {}

/** The server closed or reset the client's connection. `host` and `port` as typed on the command line. */
export class ServerDisconnected extends Schema.TaggedError<ServerDisconnected>()("ServerDisconnected", {
  host: Schema.String,
  port: Schema.String
}) {}

/** The server refuses in words of its own. The sentence is safe to show on a terminal. */
export class ServerRefused extends Schema.TaggedError<ServerRefused>()("ServerRefused", { sentence: Schema.String }) {}

/** The server has not answered a barrier in time. */
export class NoAnswer extends Schema.TaggedError<NoAnswer>()("NoAnswer", { seconds: Schema.Number }) {}

/** Why a connection is refused or closed. The client is told before the connection is closed. */
export type ConnectionRefused =
  | NameBlank
  | NameTooLong
  | NameTimeout
  | IdleTimeout
  | ServerFull
  | AddressFull
  | PasswordRequired
  | WrongPassword

/** Why a request of a named client is refused. The client is told, and nothing changes. */
export type RequestRefused =
  | InvalidControlMessage
  | NoChannelExists
  | ChannelExists
  | JoinRequiresArgument
  | CreateRequiresArgument
  | NotInChannel
  | ChannelNameTooLong
  | ChannelsFull
  | ChannelQuotaUsed

export type ChatError =
  | ConnectionRefused
  | RequestRefused
  | CommandTooLong
  | CannotConnect
  | ServerDisconnected
  | ServerRefused
  | NoAnswer
