/**
 * Every failure that the program expects, as data. The texts that people read are made from them in one place,
 * `Dialect/Frames/Reply`, which does not compile while one of them has no text.
 */
import * as ExpectedError from "./ExpectedError.ts"

/** A frame began with `/` and its first word is not a command. `word` includes the slash. */
export class InvalidControlMessage extends ExpectedError.TaggedError("InvalidControlMessage")<{
  readonly word: string
}> {}

export class NoChannelExists extends ExpectedError.TaggedError("NoChannelExists")<{
  readonly channel: string
}> {}

export class ChannelExists extends ExpectedError.TaggedError("ChannelExists")<{ readonly channel: string }> {}

export class JoinRequiresArgument extends ExpectedError.TaggedError("JoinRequiresArgument") {}

export class CreateRequiresArgument extends ExpectedError.TaggedError("CreateRequiresArgument") {}

export class NotInChannel extends ExpectedError.TaggedError("NotInChannel") {}

export class NameBlank extends ExpectedError.TaggedError("NameBlank") {}

export class NameTooLong extends ExpectedError.TaggedError("NameTooLong") {}

export class ChannelNameTooLong extends ExpectedError.TaggedError("ChannelNameTooLong") {}

/** A channel had to be named, and was not. It has no text: each command replaces it by an error of its own. */
export class ChannelNameBlank extends ExpectedError.TaggedError("ChannelNameBlank") {}

/** No name arrived in time. */
export class NameTimeout extends ExpectedError.TaggedError("NameTimeout")<{ readonly seconds: number }> {}

/** Nothing has come from the client for longer than the server allows. */
export class IdleTimeout extends ExpectedError.TaggedError("IdleTimeout")<{ readonly seconds: number }> {}

/** The server has as many connections as it allows. */
export class ServerFull extends ExpectedError.TaggedError("ServerFull")<{ readonly limit: number }> {}

/** There are as many connections from one address as the server allows. */
export class AddressFull extends ExpectedError.TaggedError("AddressFull")<{ readonly limit: number }> {}

/** The server has a password, and the first frame did not contain one. */
export class PasswordRequired extends ExpectedError.TaggedError("PasswordRequired") {}

export class WrongPassword extends ExpectedError.TaggedError("WrongPassword") {}

/** There are as many channels as the server allows. */
export class ChannelsFull extends ExpectedError.TaggedError("ChannelsFull")<{ readonly limit: number }> {}

/** As many channels have been created over this connection as the server allows. */
export class ChannelQuotaUsed extends ExpectedError.TaggedError("ChannelQuotaUsed")<{
  readonly limit: number
}> {}

/** As many channels have been created from the client's network as leave enough for others. */
export class ChannelShareUsed extends ExpectedError.TaggedError("ChannelShareUsed")<{
  readonly limit: number
}> {}

/** A message of the web's protocol is none. `problem` is the end of a sentence. */
export class MessageMalformed extends ExpectedError.TaggedError("MessageMalformed")<{ readonly problem: string }> {}

/** A text is longer than the web's protocol allows, in characters. */
export class MessageTooLong extends ExpectedError.TaggedError("MessageTooLong")<{ readonly limit: number }> {}

/** A text says nothing. */
export class MessageBlank extends ExpectedError.TaggedError("MessageBlank") {}

/** A user of a protocol with several channels is in as many as the server allows. */
export class TooManyChannels extends ExpectedError.TaggedError("TooManyChannels")<{ readonly limit: number }> {}

/** A channel had to be named, and was not. */
export class ChannelRequired extends ExpectedError.TaggedError("ChannelRequired") {}

/** The user is not in the channel that it speaks of. */
export class NotAMember extends ExpectedError.TaggedError("NotAMember") {}

/** The history cannot be read now. */
export class HistoryUnavailable extends ExpectedError.TaggedError("HistoryUnavailable") {}

/** The same session has connected again, and the older connection ends. */
export class SessionReplaced extends ExpectedError.TaggedError("SessionReplaced") {}

/** A line typed at the client begins with `/` and is longer than a frame: a command cannot be sent in pieces. */
export class CommandTooLong extends ExpectedError.TaggedError("CommandTooLong") {}

/** The client could not connect. `host` and `port` as typed on the command line. */
export class CannotConnect extends ExpectedError.TaggedError("CannotConnect")<{
  readonly host: string

  readonly port: string

  /** If a server answers and is not trusted: why, as a sentence. */
  readonly untrusted?: string | undefined

  /** Why nobody answers, where that is known: the end of a sentence. */
  readonly reason?: string | undefined
}> {}

/** The server closed or reset the client's connection. `host` and `port` as typed on the command line. */
export class ServerDisconnected extends ExpectedError.TaggedError("ServerDisconnected")<{
  readonly host: string

  readonly port: string

  /** What may help, where something is known to: a sentence. */
  readonly hint?: string | undefined
}> {}

/** The server refuses in words of its own. The sentence is safe to show on a terminal. */
export class ServerRefused extends ExpectedError.TaggedError("ServerRefused")<{ readonly sentence: string }> {}

/** The server has not answered a barrier in time. */
export class NoAnswer extends ExpectedError.TaggedError("NoAnswer")<{ readonly seconds: number }> {}

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
  | MessageMalformed
  | SessionReplaced

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
  | ChannelShareUsed
  | MessageTooLong
  | MessageBlank
  | TooManyChannels
  | ChannelRequired
  | NotAMember
  | HistoryUnavailable

export type ChatError =
  | ConnectionRefused
  | RequestRefused
  | CommandTooLong
  | CannotConnect
  | ServerDisconnected
  | ServerRefused
  | NoAnswer
