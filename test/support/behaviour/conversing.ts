/** What the cases of the behaviour suite are made of. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { heard, type Peer } from "../Peer.ts"
import { Transport } from "../Transport.ts"

export const connect = Effect.flatMap(Transport, (transport) => transport.connect)

/** Connects, sends the frames, the first of which is the name, and waits until they are handled. */
export const join = (
  ...messages: ReadonlyArray<string | Uint8Array>
): Effect.Effect<Peer, never, Transport | Scope.Scope> =>
  Effect.gen(function* () {
    const peer = yield* connect
    yield* peer.send(...messages)
    yield* heard(peer)
    return peer
  })

/** Sends and waits until the server has handled it; answers with what the sender has been sent. */
export const say = (peer: Peer, ...messages: ReadonlyArray<string | Uint8Array>) =>
  Effect.zipRight(peer.send(...messages), heard(peer))

export const hear = (...peers: ReadonlyArray<Peer>) => Effect.forEach(peers, heard)

/** Panda and Alice in one channel, the joining heard. */
export const pair = Effect.gen(function* () {
  const panda = yield* join("Panda", "/create tas")
  const alice = yield* join("Alice", "/join tas")
  yield* hear(panda)
  return { panda, alice }
})
