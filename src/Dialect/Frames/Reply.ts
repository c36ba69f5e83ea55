/**
 * The one place where an expected failure gets its text, and where notices and `/list` get theirs. The switch is
 * exhaustive: an error added to `ChatError` does not compile without a text.
 */
import { ByteString } from "../../Domain/ByteString.ts"
import * as ChannelName from "../../Domain/ChannelName.ts"
import type { ChatError, ConnectionRefused, RequestRefused } from "../../Domain/ChatError.ts"
import * as ClientName from "../../Domain/ClientName.ts"
import * as utils from "../../utils.ts"

/** The sentence for an error, as a person reads it. Names in it are as they stand in the error. */
export const describe = (error: ChatError): string => {
  switch (error._tag) {
    case "InvalidControlMessage":
      return utils.fill(utils.SERVER_INVALID_CONTROL_MESSAGE, error.word)
    case "NoChannelExists":
      return utils.fill(utils.SERVER_NO_CHANNEL_EXISTS, error.channel)
    case "ChannelExists":
      return utils.fill(utils.SERVER_CHANNEL_EXISTS, error.channel)
    case "JoinRequiresArgument":
      return utils.SERVER_JOIN_REQUIRES_ARGUMENT
    case "CreateRequiresArgument":
      return utils.SERVER_CREATE_REQUIRES_ARGUMENT
    case "NotInChannel":
      return utils.SERVER_CLIENT_NOT_IN_CHANNEL
    case "CannotConnect":
      return utils.fill(utils.CLIENT_CANNOT_CONNECT, error.host, error.port)
    case "ServerDisconnected":
      return utils.fill(utils.CLIENT_SERVER_DISCONNECTED, error.host, error.port)
    case "NameBlank":
      return "A name must not be blank."
    case "NameTooLong":
      return `A name can have at most ${ClientName.MAX_LENGTH} bytes.`
    case "NameTimeout":
      return `No name was sent within ${error.seconds} seconds.`
    case "IdleTimeout":
      return `Nothing was sent for ${error.seconds} seconds.`
    case "ServerFull":
      return `The server is full: it allows ${error.limit} connections.`
    case "AddressFull":
      return `Your address has too many connections: the server allows ${error.limit}.`
    case "PasswordRequired":
      return "This server wants a password before the name."
    case "WrongPassword":
      return "The password is wrong."
    case "ChannelsFull":
      return `No channel can be created: there are ${error.limit} already, as many as the server allows.`
    case "ChannelQuotaUsed":
      return `No channel can be created: you have created ${error.limit}, as many as the server allows.`
    case "ChannelShareUsed":
      return `No channel can be created: your address has created ${error.limit}, as many as the server allows.`
    case "ChannelNameTooLong":
      return `A channel name can have at most ${ChannelName.MAX_LENGTH} bytes.`
    case "MessageMalformed":
      return `The message was not understood: ${error.problem}.`
    case "MessageTooLong":
      return `A message can have at most ${error.limit} characters.`
    case "MessageBlank":
      return "A message must not be blank."
    case "TooManyChannels":
      return `You are in ${error.limit} channels, as many as the server allows.`
    case "ChannelRequired":
      return "A channel's name must not be blank."
    case "NotAMember":
      return "You are not in this channel."
    case "HistoryUnavailable":
      return "The history cannot be read now."
    case "SessionReplaced":
      return "You have connected again elsewhere."
    case "CommandTooLong":
      return `A command can have at most ${utils.MESSAGE_LENGTH} bytes.`
    case "ServerRefused":
      return error.sentence
    case "NoAnswer":
      return `The server has not answered within ${error.seconds} seconds.`
  }
}

/** Mostly it is no long name that came, but a client that does not pad its messages, and sends more than the name. */
const nameTooLong = ByteString(
  `A name can have at most ${ClientName.MAX_LENGTH} bytes: pad the first message to ${utils.MESSAGE_LENGTH}.`
)

/** What the server answers. The names in its errors came off the wire and are byte strings already. */
export const refusal = (error: ConnectionRefused | RequestRefused): ByteString =>
  error._tag === "NameTooLong" ? nameTooLong : ByteString(describe(error))

export const joined = (name: ClientName.ClientName): ByteString =>
  ByteString(utils.fill(utils.SERVER_CLIENT_JOINED_CHANNEL, name))

export const left = (name: ClientName.ClientName): ByteString =>
  ByteString(utils.fill(utils.SERVER_CLIENT_LEFT_CHANNEL, name))

/** What stands before a message: `[name] `. */
export const messagePrefix = (name: ClientName.ClientName): ByteString => ByteString(`[${name}] `)

/**
 * Adds names to an answer to `/list`: in the given order, a newline between two, as many to a frame as fit it. Takes the
 * text that is begun and returns the texts that are full, and the one that is then begun.
 */
export const addToList = (
  begun: ByteString,
  names: Iterable<ChannelName.ChannelName>
): readonly [full: ReadonlyArray<ByteString>, begun: ByteString] => {
  const full: Array<ByteString> = []
  let text: string = begun
  for (const name of names) {
    if (text === "") text = name
    else if (text.length + 1 + name.length <= utils.MESSAGE_LENGTH) text += `\n${name}`
    else {
      full.push(ByteString(text))
      text = name
    }
  }
  return [full, ByteString(text)]
}
