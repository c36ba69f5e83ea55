/** The harness for a client under check: the server that it connects to, and the user who types. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type { Connection } from "../../Net/Connection.ts"
import * as Listener from "../../Net/Listener.ts"
import { Mismatch } from "../Mismatch.ts"
import * as Peer from "../Peer.ts"
import { launch } from "../Program/Launcher.ts"
import { Ports } from "../Program/Ports.ts"
import { type Program, showEnding } from "../Program.ts"
import type { Environment } from "../Suite.ts"
import { Timeouts } from "../Timeouts.ts"
import { Trace } from "../Trace.ts"
import * as ConsoleUser from "./ConsoleUser.ts"

/** A client that has connected. */
export interface Opened {
  readonly user: ConsoleUser.ConsoleUser
  readonly server: Peer.Peer
  readonly host: string
  readonly port: number
}

/** The name that the client is given. */
export const NAME = "Panda"

/** A client may connect more than once; connections above this number are dropped. */
const MAX_CONNECTIONS = 16

/** Listens on the loopback interface until the scope closes. */
export const listen = Effect.gen(function* () {
  const accepted = yield* Queue.dropping<Connection>(MAX_CONNECTIONS)
  const bound = yield* Effect.orDie(
    Listener.listen({
      address: { _tag: "Tcp", host: "127.0.0.1", port: 0 },
      onConnection: (connection) => void accepted.unsafeOffer(connection)
    })
  )
  return { accepted, port: bound._tag === "Tcp" ? bound.port : 0 }
})

/**
 * Waits until the program connects. A program may connect, send and end within one turn of the event loop, and which of
 * the three this process hears of first says nothing: a connection that comes shortly after the end counts too.
 */
export const accept = (
  program: Program,
  port: number,
  accepted: Queue.Dequeue<Connection>
): Effect.Effect<Connection, Mismatch> =>
  Effect.gen(function* () {
    const { silence, start } = yield* Timeouts
    const expected = `a program that connects to port ${port}`
    const connection = Queue.take(accepted)
    const afterItsEnd = Effect.flatMap(program.ending, (ending) =>
      Effect.timeoutFail(connection, {
        duration: silence,
        onTimeout: () => new Mismatch({ expected, actual: showEnding(ending) })
      })
    )
    return yield* Effect.raceFirst(connection, afterItsEnd).pipe(
      Effect.timeoutFail({
        duration: start,
        onTimeout: () =>
          new Mismatch({ expected, actual: `no connection, ${Duration.format(start)} after the start of the program` })
      })
    )
  })

/** Starts the client, with this host on its command line, and waits until it has connected. */
export const open = (host = "127.0.0.1"): Effect.Effect<Opened, Mismatch, Environment> =>
  Effect.gen(function* () {
    const { accepted, port } = yield* listen
    const startedAt = yield* Clock.currentTimeMillis
    const program = yield* launch("client", { host, port, name: NAME })
    const connection = yield* accept(program, port, accepted)
    const trace = yield* Trace
    yield* trace.started((yield* Clock.currentTimeMillis) - startedAt)
    const server = yield* Peer.make("server", connection)
    return { user: yield* ConsoleUser.make(program), server, host, port }
  })

/** The same for cases that do not test the name: when the name has come, the client is ready. */
export const openNamed: Effect.Effect<Opened, Mismatch, Environment> = Effect.tap(open(), ({ server }) =>
  server.skipAnswer(NAME)
)

/** Starts the client where nobody listens. */
export const openNowhere = (host = "127.0.0.1"): Effect.Effect<Omit<Opened, "server">, Mismatch, Environment> =>
  Effect.gen(function* () {
    const port = yield* (yield* Ports).next
    return { user: yield* ConsoleUser.make(yield* launch("client", { host, port, name: NAME })), host, port }
  })
