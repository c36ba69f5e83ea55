/**
 * The client: says its name, then sends what is typed and shows what arrives, until the server or the user goes.
 *
 * Sending and showing are two fibers that live and die together; the connection belongs to the scope around them.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { Console } from "./Client/Console.ts"
import * as Outgoing from "./Client/Outgoing.ts"
import * as ByteString from "./Domain/ByteString.ts"
import { CannotConnect, ServerDisconnected } from "./Domain/ChatError.ts"
import type { ClientName } from "./Domain/ClientName.ts"
import type { Address } from "./Net/Address.ts"
import { type Connection, incoming, send } from "./Net/Connection.ts"
import * as Connector from "./Net/Connector.ts"
import * as Frame from "./Protocol/Frame.ts"
import * as PasswordFrame from "./Protocol/PasswordFrame.ts"
import * as Reply from "./Protocol/Reply.ts"
import { type OutputClosed, Stdio } from "./Stdio.ts"

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

/** The frames that come before all others. */
const introduction = ({ name, password }: ClientOptions): Uint8Array => {
  const texts = password === undefined ? [name] : [PasswordFrame.text(Redacted.value(password)), name]
  return Buffer.concat(texts.map((text) => Frame.encode(ByteString.toBytes(text))))
}

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

/** Converses over a connection until the user leaves; fails when the server is gone. */
export const converse = (
  connection: Connection,
  options: ClientOptions
): Effect.Effect<void, ServerDisconnected | OutputClosed, Console> =>
  Effect.gen(function* () {
    const console = yield* Console
    yield* send(connection, introduction(options))
    yield* console.prompt

    const receiving = incoming(connection).pipe(
      Stream.catchAll(() => Stream.empty),
      Frame.decode,
      Stream.runForEachChunk(console.show),
      Effect.zipRight(new ServerDisconnected({ host: options.host, port: options.port }))
    )
    const sending = console.lines.pipe(
      Stream.runForEach((line) => sendLine(connection, line)),
      Effect.zipRight(console.afterLines)
    )
    yield* Effect.raceFirst(receiving, sending).pipe(
      Effect.tapErrorTag("ServerDisconnected", (error) => console.farewell(Reply.describe(error)))
    )
  })

/** Connects and converses. Failures have been told to the user when this fails. */
export const run = (
  options: ClientOptions
): Effect.Effect<void, CannotConnect | ServerDisconnected | OutputClosed, Console | Stdio> =>
  Effect.gen(function* () {
    const stdio = yield* Stdio
    const connection = yield* Connector.connect(options.address, { secure: options.secure }).pipe(
      Effect.tapError((error) =>
        error.reason === "Insecure" ? stdio.complain(`chat: ${error.message}`) : Effect.void
      ),
      Effect.mapError(() => new CannotConnect({ host: options.host, port: options.port })),
      Effect.tapError((error) => stdio.write(`${Reply.describe(error)}\n`))
    )
    yield* converse(connection, options)
  }).pipe(Effect.scoped)
