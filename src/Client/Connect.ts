/**
 * How every client begins: it connects and says who is there, before anything else is sent.
 *
 * This module is below the clients, the one on a pipe, the one on a terminal and `chat send`, and knows none of them.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Frame from "../Dialect/Frames/Frame.ts"
import * as PasswordFrame from "../Dialect/Frames/PasswordFrame.ts"
import { describe } from "../Dialect/Frames/Reply.ts"
import * as ByteString from "../Domain/ByteString.ts"
import type { ChannelName } from "../Domain/ChannelName.ts"
import { CannotConnect, type ChatError } from "../Domain/ChatError.ts"
import type { ClientName } from "../Domain/ClientName.ts"
import type { Address, ConnectError } from "../Net/Address.ts"
import { type Connection, incoming, send } from "../Net/Connection.ts"
import * as Connector from "../Net/Connector.ts"

export interface ConnectOptions {
  readonly name: ClientName
  readonly address: Address
  /** As typed on the command line: the error texts contain them. */
  readonly host: string
  readonly port: string
  /** Encrypts the connection; without it the connection is not encrypted. */
  readonly secure?: Connector.SecureClient | undefined
  /** Sent before the name. */
  readonly password?: Redacted.Redacted<ByteString.ByteString> | undefined
}

/** A conversation, and where it begins. */
export interface ConversationOptions extends ConnectOptions {
  /** Joined at the start, or created. */
  readonly channel?: ChannelName | undefined
}

const command = (word: string, channel: ByteString.ByteString): Uint8Array =>
  Frame.encode(ByteString.toBytes(ByteString.ByteString(`${word} ${channel}`)))

/** Moves into a channel, whether it exists or not: sent at once, so that nothing comes between; exactly one of them fails. */
export const enterFrames = (channel: ByteString.ByteString): readonly [join: Uint8Array, create: Uint8Array] => [
  command("/join", channel),
  command("/create", channel)
]

/** Sends the password, if there is one, and the name: the frames that come before all others on a connection. */
export const sendHello = (
  connection: Connection,
  { name, password }: Pick<ConnectOptions, "name" | "password">
): Effect.Effect<void> => {
  const texts = password === undefined ? [name] : [PasswordFrame.text(Redacted.value(password)), name]
  return send(connection, Buffer.concat(texts.map((text) => Frame.encode(ByteString.toBytes(text)))))
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host's name cannot be looked up now",
  ETIMEDOUT: "there is no answer",
  EHOSTUNREACH: "no way leads to that host",
  ENETUNREACH: "no way leads to that network",
  ENOENT: "there is no such socket",
  EACCES: "permission denied"
}

/** Why a connection was not made, where it is known. A name that cannot be resolved fails with the resolver's error inside. */
const reasonOf = (cause: unknown): string | undefined => {
  if (!(cause instanceof Error)) return undefined
  const { code } = cause as NodeJS.ErrnoException
  if (code !== undefined) return reasons[code]
  return cause.cause === undefined ? cause.message : reasonOf(cause.cause)
}

/** The sentence for a person; a program on a pipe gets the assignment's own, which give no reason and no hint. */
export const explain = (error: ChatError): string => {
  switch (error._tag) {
    case "CannotConnect":
      if (error.untrusted !== undefined) return error.untrusted
      return error.reason === undefined ? describe(error) : `${describe(error)}: ${error.reason}.`
    case "ServerDisconnected":
      return error.hint === undefined ? describe(error) : `${describe(error)}. ${error.hint}`
    default:
      return describe(error)
  }
}

const greeted = (
  connecting: Effect.Effect<Connection, ConnectError, Scope.Scope>,
  options: ConnectOptions
): Effect.Effect<Connection, CannotConnect, Scope.Scope> =>
  connecting.pipe(
    Effect.mapError(({ cause, message, reason }) => {
      const { host, port } = options
      return new CannotConnect({
        host,
        port,
        ...(reason === "Insecure" ? { untrusted: message } : { reason: reasonOf(cause) })
      })
    }),
    Effect.tap((connection) => sendHello(connection, options))
  )

const connect = ({ address, secure }: ConnectOptions) => Connector.connect(address, { secure })

/** Connects and sends the password and the name. Used at the start of a program, when the server may be starting as well. */
export const open = (options: ConnectOptions): Effect.Effect<Connection, CannotConnect, Scope.Scope> =>
  greeted(Connector.untilListening(connect(options)), options)

/** The same for every connection but the first: whoever connects again has waits of its own between the attempts. */
export const openAgain = (options: ConnectOptions): Effect.Effect<Connection, CannotConnect, Scope.Scope> =>
  greeted(connect(options), options)

/** The texts that arrive. The stream ends with the connection, whether that ends in order or breaks. */
export const received = (connection: Connection): Stream.Stream<Uint8Array> =>
  incoming(connection).pipe(
    Stream.catchAll(() => Stream.empty),
    Frame.decode
  )
