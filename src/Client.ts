/**
 * The client on a pipe: says its name, then sends what it reads and shows what arrives, until the server goes or a signal
 * comes. What every client begins with, the one on a terminal too, is here: {@link open}.
 *
 * Sending and showing are two fibers that live and die together; the connection belongs to the scope around them.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Console } from "./Client/Console.ts"
import * as Outgoing from "./Client/Outgoing.ts"
import * as Frame from "./Dialect/Frames/Frame.ts"
import * as PasswordFrame from "./Dialect/Frames/PasswordFrame.ts"
import * as Reply from "./Dialect/Frames/Reply.ts"
import * as ByteString from "./Domain/ByteString.ts"
import { CannotConnect, ServerDisconnected } from "./Domain/ChatError.ts"
import type { ClientName } from "./Domain/ClientName.ts"
import type { Address } from "./Net/Address.ts"
import { type Connection, incoming, send } from "./Net/Connection.ts"
import * as Connector from "./Net/Connector.ts"
import type { OutputClosed } from "./Stdio.ts"

export interface ClientOptions {
  readonly name: ClientName
  readonly address: Address
  /** As typed on the command line: the texts name them so. */
  readonly host: string
  readonly port: string
  /** What encrypts the connection, where it is to be encrypted. */
  readonly secure?: Connector.SecureClient | undefined
  /** What the server is told before the name, if it wants that. */
  readonly password?: Redacted.Redacted<ByteString.ByteString> | undefined
}

/** Says who is there: the frames that come before all others on a connection. */
const sendHello = (connection: Connection, { name, password }: ClientOptions): Effect.Effect<void> => {
  const texts = password === undefined ? [name] : [PasswordFrame.text(Redacted.value(password)), name]
  return send(connection, Buffer.concat(texts.map((text) => Frame.encode(ByteString.toBytes(text)))))
}

const connect = ({
  address,
  host,
  port,
  secure
}: ClientOptions): Effect.Effect<Connection, CannotConnect, Scope.Scope> =>
  Effect.mapError(
    Connector.connect(address, { secure }),
    ({ message, reason }) => new CannotConnect({ host, port, ...(reason === "Insecure" ? { untrusted: message } : {}) })
  )

/** A connection to the server that knows who is there, as at the start so whenever a client connects again. */
export const open = (options: ClientOptions): Effect.Effect<Connection, CannotConnect, Scope.Scope> =>
  Effect.tap(connect(options), (connection) => sendHello(connection, options))

/** The texts that arrive, until the connection ends, however it does. */
export const received = (connection: Connection): Stream.Stream<Uint8Array> =>
  incoming(connection).pipe(
    Stream.catchAll(() => Stream.empty),
    Frame.decode
  )

/** Sends what a line becomes; a line that cannot be sent is refused here and now. */
const sendLine = (connection: Connection, line: Uint8Array) =>
  Effect.gen(function* () {
    const console = yield* Console
    yield* Outgoing.frames(line).pipe(
      Effect.flatMap(Effect.forEach((frame) => send(connection, frame), { discard: true })),
      Effect.catchTag("CommandTooLong", (error) => console.refuse(Reply.describe(error)))
    )
    yield* console.prompt
  })

/** Converses over a connection to which nothing has been said; fails when the server is gone. */
export const converse = (
  connection: Connection,
  options: ClientOptions
): Effect.Effect<void, ServerDisconnected | OutputClosed, Console> =>
  Effect.gen(function* () {
    const console = yield* Console
    yield* sendHello(connection, options)
    yield* console.prompt

    const receiving = received(connection).pipe(
      Stream.runForEachChunk(console.show),
      Effect.zipRight(new ServerDisconnected({ host: options.host, port: options.port }))
    )
    const sending = console.lines.pipe(
      Stream.runForEach((line) => sendLine(connection, line)),
      Effect.zipRight(Effect.never)
    )
    yield* Effect.raceFirst(receiving, sending).pipe(Effect.tapErrorTag("ServerDisconnected", console.disconnected))
  })

/** Connects and converses. Failures have been told to the user when this fails. */
export const run = (
  options: ClientOptions
): Effect.Effect<void, CannotConnect | ServerDisconnected | OutputClosed, Console> =>
  Effect.gen(function* () {
    const console = yield* Console
    const connection = yield* Effect.tapError(connect(options), console.disconnected)
    yield* converse(connection, options)
  }).pipe(Effect.scoped)
