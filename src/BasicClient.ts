/** The client of the assignment's first part: sends all of standard input, byte for byte, and disconnects. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { CannotConnect, ServerDisconnected } from "./Domain/ChatError.ts"
import type { Address } from "./Net/Address.ts"
import { type Connection, read, send } from "./Net/Connection.ts"
import * as Connector from "./Net/Connector.ts"
import { Stdio } from "./Stdio.ts"

export interface BasicClientOptions {
  readonly address: Address
  /** As typed on the command line: the texts name them so. */
  readonly host: string
  readonly port: string
}

/** Reads only as fast as the server takes it, so the memory stays flat however much there is. */
const sendAll = (connection: Connection): Effect.Effect<void, never, Stdio> =>
  Effect.gen(function* () {
    const stdio = yield* Stdio
    while (true) {
      const chunk = yield* Effect.option(stdio.read)
      if (Option.isNone(chunk)) break
      yield* send(connection, chunk.value)
    }
    yield* connection.flushed
  })

/** Ends when the connection breaks. What a server says, and that it says no more, is no matter here. */
const broken = (connection: Connection): Effect.Effect<void> =>
  Effect.forever(read(connection)).pipe(
    Effect.catchAll(Option.match({ onNone: () => Effect.never, onSome: () => Effect.void }))
  )

export const run = (options: BasicClientOptions): Effect.Effect<void, CannotConnect | ServerDisconnected, Stdio> =>
  Effect.gen(function* () {
    const connection = yield* Connector.connect(options.address).pipe(
      Effect.mapError(() => new CannotConnect({ host: options.host, port: options.port }))
    )
    yield* Effect.raceFirst(
      sendAll(connection),
      Effect.zipRight(broken(connection), new ServerDisconnected({ host: options.host, port: options.port }))
    )
  }).pipe(Effect.scoped)
