/**
 * Carries the bytes between a client and the server, and writes what it sees to the trace: the two programs of a pair are
 * watched where they meet. It can cut what it carries into pieces, as a network may.
 *
 * Invariant: an end of one side reaches the other one after all that came before it.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Frame from "../../Dialect/Frames/Frame.ts"
import { type Connection, incoming } from "../../Net/Connection.ts"
import * as Format from "../Format.ts"
import { feed, show } from "../Peer/Received.ts"
import { Output } from "../Program/Output.ts"
import { Timeouts } from "../Timeouts.ts"
import { Trace } from "../Trace.ts"

/** Bytes of a piece: a prime that 200 is no multiple of, so that pieces begin and end anywhere in a message. */
const PIECE = 97

const piecesOf = (chunk: Uint8Array): ReadonlyArray<Uint8Array> =>
  Array.from({ length: Math.ceil(chunk.length / PIECE) }, (_, index) =>
    chunk.subarray(index * PIECE, (index + 1) * PIECE)
  )

/** Writes the messages of one direction to the trace, and what is left over when it ends. */
const recorder = (trace: Trace["Type"], arrow: string) => {
  let pending = Frame.empty
  return {
    take: (chunk: Uint8Array) => {
      const fed = feed(pending, chunk)
      pending = fed.pending
      for (const frame of fed.frames) trace.unsafeRecord(() => `${arrow} ${show(frame)}`)
    },
    end: () => {
      const rest = pending
      if (rest.length > 0) trace.unsafeRecord(() => `${arrow} ${Format.partial(rest)}`)
      trace.unsafeRecord(() => `${arrow} the end of the connection`)
    }
  }
}

const carry = (from: Connection, to: Connection, arrow: string, inPieces: boolean, carried = new Output()) =>
  Effect.gen(function* () {
    const { pacing } = yield* Timeouts
    const record = recorder(yield* Trace, arrow)
    const send = (bytes: Uint8Array) =>
      Effect.suspend(() => {
        to.unsafeSend(bytes)
        return to.drained
      })
    yield* Stream.runForEach(incoming(from), (chunk) => {
      record.take(chunk)
      carried.unsafeAdd(chunk)
      if (!inPieces) return send(chunk)
      return Effect.forEach(piecesOf(chunk), (piece) => Effect.zipRight(send(piece), pacing), { discard: true })
    }).pipe(Effect.ignore)
    record.end()
    yield* to.close
  })

/** Carries both ways until the scope closes, which breaks both connections. Returns what comes from the client. */
export const connect = (
  name: string,
  client: Connection,
  server: Connection,
  inPieces: boolean
): Effect.Effect<Output, never, Trace | Scope.Scope> =>
  Effect.gen(function* () {
    const fromClient = new Output()
    yield* Effect.addFinalizer(() => Effect.zipRight(client.reset, server.reset))
    yield* Effect.forkScoped(carry(client, server, `${name} ->`, inPieces, fromClient))
    yield* Effect.forkScoped(carry(server, client, `${name} <-`, inPieces))
    return fromClient
  })
