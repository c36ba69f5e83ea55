/** What arrives for a client that has work to do before it leaves, and needs the connection until then. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { ServerDisconnected } from "../Domain/ChatError.ts"
import type { Connection } from "../Net/Connection.ts"
import * as Connect from "./Connect.ts"
import * as Refusal from "./Refusal.ts"

/** The server that a connection leads to, as the errors about it tell. */
export interface Peer {
  /** As typed on the command line. */
  readonly host: string
  readonly port: string
  /** Whether the connection is encrypted. */
  readonly encrypted: boolean
}

/** The texts that arrive. The end of the connection is a failure, with what may help. */
export const received = (
  connection: Connection,
  { encrypted, host, port }: Peer
): Stream.Stream<Uint8Array, ServerDisconnected> =>
  Stream.unwrap(
    Effect.map(Clock.currentTimeMillis, (started) => {
      let isSilent = true
      const texts = Stream.mapChunks(Connect.received(connection), (chunk) => {
        isSilent = false
        return chunk
      })
      const lost = Effect.flatMap(
        Clock.currentTimeMillis,
        (now) =>
          new ServerDisconnected({
            host,
            port,
            hint: isSilent ? Refusal.silenceHint(now - started, encrypted) : undefined
          })
      )
      return Stream.concat(texts, Stream.fromEffect(lost))
    })
  )
