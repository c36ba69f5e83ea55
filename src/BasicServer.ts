/**
 * The server of the assignment's first part: it prints what clients send, one client after the other.
 *
 * A client that is not served yet waits as if in the listen queue: before its turn nothing is read from it but one chunk,
 * which the kernel would hold otherwise.
 */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Address, ListenError } from "./Net/Address.ts"
import { type Connection, incoming } from "./Net/Connection.ts"
import * as Listener from "./Net/Listener.ts"
import { type OutputClosed, Stdio } from "./Stdio.ts"

const LINE_FEED = 0x0a

/** Prints all that a client sends, and a newline if it did not end in one. A reset counts as an end. */
export const print = (connection: Connection): Effect.Effect<void, OutputClosed, Stdio> =>
  Effect.gen(function* () {
    const stdio = yield* Stdio
    const last = yield* incoming(connection).pipe(
      Stream.catchAll(() => Stream.empty),
      Stream.runFoldEffect(LINE_FEED, (last, chunk) => Effect.as(stdio.write(chunk), chunk.at(-1) ?? last))
    )
    if (last !== LINE_FEED) yield* stdio.write("\n")
  })

/** Serves until it is interrupted, after `onListening` has been told the address. */
export const run = (
  address: Address,
  onListening: (address: Address) => Effect.Effect<void>
): Effect.Effect<never, ListenError | OutputClosed, Stdio | Scope.Scope> =>
  Effect.gen(function* () {
    const waiting = yield* Queue.unbounded<Connection>()
    const onConnection = (connection: Connection) => void waiting.unsafeOffer(connection)
    yield* onListening(yield* Listener.listen({ address, onConnection }))
    // Not an acquisition, which could not be interrupted while it waits for a client.
    return yield* Effect.forever(
      Effect.flatMap(Queue.take(waiting), (connection) => Effect.ensuring(print(connection), connection.close))
    )
  })
