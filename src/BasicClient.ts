/**
 * The client of the assignment's first part: it sends all of standard input, byte for byte, and disconnects.
 *
 * It reads only as fast as the server takes what it is sent, so its memory stays flat however much there is to send.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { CannotConnect, ServerDisconnected } from "./Domain/ChatError.ts"
import type { Address } from "./Net/Address.ts"
import { type Connection, incoming, send } from "./Net/Connection.ts"
import type { ConnectionError } from "./Net/ConnectionError.ts"
import * as Connector from "./Net/Connector.ts"
import { Stdio } from "./Stdio.ts"

export interface BasicClientOptions {
  readonly address: Address
  /** As typed on the command line: the error texts contain them. */
  readonly host: string
  readonly port: string
}

const sendAll = (connection: Connection): Effect.Effect<void, never, Stdio> =>
  Effect.flatMap(Stdio, ({ input }) =>
    Effect.zipRight(
      Stream.runForEach(input, (chunk) => send(connection, chunk)),
      connection.flushed
    )
  )

/** Fails when the connection breaks. Anything else that the server does, sending or ending its side, is ignored. */
const broken = (connection: Connection): Effect.Effect<never, ConnectionError> =>
  Effect.zipRight(Stream.runDrain(incoming(connection)), Effect.never)

export const run = ({
  address,
  host,
  port
}: BasicClientOptions): Effect.Effect<void, CannotConnect | ServerDisconnected, Stdio> =>
  Connector.untilListening(Connector.connect(address)).pipe(
    Effect.mapError(() => new CannotConnect({ host, port })),
    Effect.flatMap((connection) =>
      Effect.raceFirst(
        sendAll(connection),
        Effect.mapError(broken(connection), () => new ServerDisconnected({ host, port }))
      )
    ),
    Effect.scoped
  )
