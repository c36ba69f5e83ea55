/**
 * The server of the assignment's first part: prints what clients send, one client after the other.
 *
 * A client that is not served yet waits as if in the listen queue: nothing it sends is read before its turn, but for one
 * chunk that the kernel would hold otherwise.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import type { Address, ListenError } from "./Net/Address.ts"
import { type Connection, read } from "./Net/Connection.ts"
import * as Listener from "./Net/Listener.ts"
import { type OutputClosed, Stdio } from "./Stdio.ts"

const LINE_FEED = 0x0a

/** Prints all that a client sends, and a newline if it did not end in one. A reset is an end like another. */
export const print = (connection: Connection): Effect.Effect<void, OutputClosed, Stdio> =>
  Effect.gen(function* () {
    const stdio = yield* Stdio
    let last: number | undefined = LINE_FEED
    while (true) {
      const chunk = yield* Effect.option(read(connection))
      if (Option.isNone(chunk)) break
      yield* stdio.write(chunk.value)
      last = chunk.value.at(-1)
    }
    if (last !== LINE_FEED) yield* stdio.write("\n")
  })

/** Serves until interrupted, after `onListening` has been told the address. */
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
