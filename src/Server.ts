/**
 * The server: a supervised fiber for each connection, running its `Session`.
 *
 * Shutting down goes in the order of the scope's finalizers, last one first: stop accepting, retire the channels so that
 * nobody is told a lie, end the sessions, each of which sends what its client is still owed and closes its connection.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberRef from "effect/FiberRef"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as LogLevel from "effect/LogLevel"
import type * as Scope from "effect/Scope"
import * as Frame from "./Dialect/Frames/Frame.ts"
import * as Reply from "./Dialect/Frames/Reply.ts"
import { toBytes } from "./Domain/ByteString.ts"
import type { AddressFull, ServerFull } from "./Domain/ChatError.ts"
import type { Address, ListenError } from "./Net/Address.ts"
import type { Connection } from "./Net/Connection.ts"
import * as Listener from "./Net/Listener.ts"
import * as RepeatedWarning from "./RepeatedWarning.ts"
import { Admission } from "./Server/Admission.ts"
import { Channels } from "./Server/Channels.ts"
import { Limits } from "./Server/Limits.ts"
import * as Session from "./Server/Session.ts"
import { Tick } from "./Server/Tick.ts"

/** What is logged of each connection: at debug level its coming and going, at any level a defect. */
const connectionLog = Effect.map(FiberRef.get(FiberRef.currentMinimumLogLevel), (minimum) => {
  // Asked once and not for each connection; and asking a socket for its peer is a system call.
  const verbose = LogLevel.lessThanEqual(minimum, LogLevel.Debug)
  return {
    start: (connection: Connection, session: Effect.Effect<void>) =>
      verbose ? Effect.zipRight(Effect.logDebug(`${connection.peer} connected`), session) : session,
    refused: (connection: Connection, reason: string) =>
      verbose ? Effect.logDebug(`${connection.peer} refused: ${reason}`) : Effect.void,
    end: (connection: Connection, exit: Exit.Exit<void, Session.SessionEnd>, reason: string) => {
      if (Exit.isFailure(exit) && Cause.isDie(exit.cause)) {
        return Effect.logError(`${connection.peer} disconnected by a defect`, exit.cause)
      }
      return verbose ? Effect.logDebug(`${connection.peer} disconnected: ${reason}`) : Effect.void
    }
  }
})

/** Answers with what starts a session; the scope owns all of them. */
export const supervise: Effect.Effect<(connection: Connection) => void, never, Channels | Scope.Scope> = Effect.gen(
  function* () {
    const sessions = yield* FiberSet.make<void>()
    const channels = yield* Channels
    yield* Effect.addFinalizer(() => channels.shutDown)
    const log = yield* connectionLog
    const makeSession = yield* Session.make
    const fork = yield* FiberSet.runtime(sessions)()
    const limits = yield* Limits
    const warn = yield* RepeatedWarning.make
    const admission = new Admission(limits)
    let refusals = 0

    /** A session in the one bracket that a connection needs: in order, by a defect or by a shutdown, it is let go of. */
    const serveConnection = (connection: Connection, network: string | undefined): Effect.Effect<void> =>
      Effect.uninterruptibleMask((restore) => {
        const session = makeSession(connection)
        return Effect.flatMap(Effect.exit(restore(session.run)), (exit) =>
          session.end(exit).pipe(
            Effect.flatMap((reason) => log.end(connection, exit, reason)),
            // Who goes on reading gets all that it is owed. A shutdown interrupts this, and waits as long as closing does.
            Effect.zipRight(Effect.exit(restore(connection.flushed))),
            Effect.ensuring(connection.close),
            Effect.ensuring(Effect.sync(() => session.dispose())),
            Effect.ensuring(Effect.sync(() => admission.leave(network)))
          )
        )
      })

    /** Waits for those who are refused to hear it, but not for any number of them. */
    const closeRefused = (connection: Connection): Effect.Effect<void> => {
      if (refusals >= limits.refusals) return Effect.sync(() => connection.unsafeCutOff())
      refusals++
      return Effect.ensuring(
        connection.close,
        Effect.sync(() => void refusals--)
      )
    }

    const refuse = (connection: Connection, reason: ServerFull | AddressFull): Effect.Effect<void> => {
      const sentence = Reply.refusal(reason)
      connection.unsafeSend(Frame.encode(toBytes(sentence)))
      warn(`a connection was turned away: ${sentence}`)
      return Effect.uninterruptible(Effect.zipRight(log.refused(connection, sentence), closeRefused(connection)))
    }

    return (connection) => {
      const { network } = connection
      const refused = admission.enter(network)
      if (refused === undefined) fork(log.start(connection, serveConnection(connection, network)))
      else fork(refuse(connection, refused))
    }
  }
)

export interface ServeOptions {
  readonly address: Address
  /** What makes an accepted socket a TLS one, where connections are to be encrypted. */
  readonly secure?: Listener.SecureServer | undefined
}

/** Serves until the scope closes; answers with the address that it listens on. */
export const serve = (options: ServeOptions): Effect.Effect<Address, ListenError, Channels | Scope.Scope> =>
  Effect.gen(function* () {
    const { sendQueue } = yield* Limits
    const onConnection = yield* supervise
    return yield* Listener.listen({ ...options, sendQueueLimits: sendQueue, onConnection })
  })

/** Channels in this process's memory, fanning out at the end of each turn of the event loop. */
export const layer: Layer.Layer<Channels> = Layer.provide(Channels.layer, Tick.layer)
