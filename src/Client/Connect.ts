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
import * as ByteString from "../Domain/ByteString.ts"
import { CannotConnect } from "../Domain/ChatError.ts"
import type { ClientName } from "../Domain/ClientName.ts"
import type { Address } from "../Net/Address.ts"
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

/** Sends the password, if there is one, and the name: the frames that come before all others on a connection. */
export const sendHello = (
  connection: Connection,
  { name, password }: Pick<ConnectOptions, "name" | "password">
): Effect.Effect<void> => {
  const texts = password === undefined ? [name] : [PasswordFrame.text(Redacted.value(password)), name]
  return send(connection, Buffer.concat(texts.map((text) => Frame.encode(ByteString.toBytes(text)))))
}

/** Connects and sends the password and the name. Used for the first connection and for every reconnection. */
export const open = (options: ConnectOptions): Effect.Effect<Connection, CannotConnect, Scope.Scope> =>
  Connector.connect(options.address, { secure: options.secure }).pipe(
    Effect.mapError(({ message, reason }) => {
      const { host, port } = options
      return new CannotConnect({ host, port, ...(reason === "Insecure" ? { untrusted: message } : {}) })
    }),
    Effect.tap((connection) => sendHello(connection, options))
  )

/** The texts that arrive. The stream ends with the connection, whether that ends in order or breaks. */
export const received = (connection: Connection): Stream.Stream<Uint8Array> =>
  incoming(connection).pipe(
    Stream.catchAll(() => Stream.empty),
    Frame.decode
  )
