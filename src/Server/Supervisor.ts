/**
 * Keeps the sessions of a server, whatever doors their connections come through: fibers, admission, the send budget and
 * the watchdog are made once, for any number of listeners.
 *
 * Invariant: an accepted connection is counted until it is closed, and its session is ended and its connection closed after
 * a normal end, a defect and a shutdown alike, because all of that is the release of one bracket.
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberRef from "effect/FiberRef"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import type { AddressFull, ServerFull } from "../Domain/ChatError.ts"
import type { Connection } from "../Net/Connection.ts"
import { SendBudget } from "../Net/SendBudget.ts"
import * as RepeatedWarning from "../RepeatedWarning.ts"
import { Admission } from "./Admission.ts"
import { Arrivals } from "./Arrivals.ts"
import { Channels } from "./Channels.ts"
import type { Dialect, SessionEnd } from "./Dialogue.ts"
import { Limits, type ServerLimits } from "./Limits.ts"
import { Session, type SessionServices } from "./Session.ts"
import { Tick } from "./Tick.ts"
import { Turns } from "./Turns.ts"
import * as Watchdog from "./Watchdog.ts"

export class Supervisor extends Context.Tag("chat/Server/Supervisor")<
  Supervisor,
  {
    /** Starts a session, in this dialect, on each connection that it is given, and owns both. */
    readonly accept: (dialect: Dialect) => (connection: Connection) => void
    /** Counts the connections of all doors. */
    readonly admission: Admission
    /** The same as `accept` for a connection that `admission` has counted, or has refused. */
    readonly acceptCounted: (
      dialect: Dialect,
      connection: Connection,
      refused: ServerFull | AddressFull | undefined
    ) => void
    /** What may wait for the peers of all listeners. */
    readonly sendBudget: SendBudget
  }
>() {}

/**
 * How often each session is checked if it does not ask for it: a stalled peer is noticed within a quarter of its time. At
 * least once an hour, because a timer cannot be as long as a limit may be.
 */
const period = ({ idleTimeout, nameTimeout, stallTimeout }: ServerLimits): Duration.Duration =>
  Duration.seconds(Math.min(nameTimeout, stallTimeout / 4, idleTimeout === 0 ? nameTimeout : idleTimeout, 3600))

/** What a session's end is called in the log. A refused client is told why. */
const endOf = (session: Session, exit: Exit.Exit<void, SessionEnd>): Effect.Effect<string> => {
  const refuse = (reason: Parameters<Session["refuse"]>[0]) => Effect.sync(() => session.refuse(reason))
  return Effect.as(exit, "").pipe(
    Effect.catchTags({
      EndOfStream: () => Effect.succeed("end of stream"),
      ConnectionError: ({ reason }) => (reason === "Expired" ? refuse(session.expiry) : Effect.succeed(reason)),
      NameBlank: refuse,
      NameTooLong: refuse,
      NameTimeout: refuse,
      IdleTimeout: refuse,
      ServerFull: refuse,
      AddressFull: refuse,
      PasswordRequired: refuse,
      WrongPassword: refuse,
      MessageMalformed: refuse,
      SessionReplaced: refuse
    }),
    Effect.catchAllCause(() => Effect.succeed("the server is shutting down"))
  )
}

const logDefect = (connection: Connection, cause: Cause.Cause<unknown>): Effect.Effect<void> =>
  Effect.logError(`${connection.peer} disconnected by a defect`, cause)

/** What is logged of each connection: at debug level its coming and going, at any level a defect. */
const connectionLog = Effect.map(FiberRef.get(FiberRef.currentMinimumLogLevel), (minimum) => {
  // Asked once and not for each connection.
  const isVerbose = LogLevel.lessThanEqual(minimum, LogLevel.Debug)
  return {
    start: (connection: Connection, session: Effect.Effect<unknown>) =>
      isVerbose ? Effect.zipRight(Effect.logDebug(`${connection.peer} connected`), session) : session,
    refused: (connection: Connection, reason: string) =>
      isVerbose ? Effect.logDebug(`${connection.peer} refused: ${reason}`) : Effect.void,
    end: (connection: Connection, exit: Exit.Exit<void, SessionEnd>, reason: string) => {
      if (Exit.isFailure(exit) && Cause.isDie(exit.cause)) return logDefect(connection, exit.cause)
      return isVerbose ? Effect.logDebug(`${connection.peer} disconnected: ${reason}`) : Effect.void
    }
  }
})

export const layer: Layer.Layer<Supervisor, never, Channels | Tick | Turns> = Layer.scoped(
  Supervisor,
  Effect.gen(function* () {
    const sessions = yield* FiberSet.make<unknown>()
    const channels = yield* Channels
    // Finalizers run in reverse: nobody is told of a leave when the sessions below are interrupted.
    yield* Effect.addFinalizer(() => channels.shutDown)
    const limits = yield* Limits
    const tick = yield* Tick
    const watchdog = yield* Watchdog.make(period(limits))
    const turns = yield* Turns
    const services: SessionServices = { channels, limits, tick, turns, watchdog }
    const arrivals = new Arrivals(turns, () => watchdog.now)
    yield* Effect.addFinalizer(() => Effect.sync(() => arrivals.end()))
    const log = yield* connectionLog
    const fork = yield* FiberSet.runtime(sessions)()
    const warn = yield* RepeatedWarning.make
    const admission = new Admission(limits)
    const refusals = Effect.unsafeMakeSemaphore(limits.refusals)

    const end = (session: Session, exit: Exit.Exit<void, SessionEnd>): Effect.Effect<void> => {
      const { connection, network } = session
      return session.leave(Exit.isInterrupted(exit)).pipe(
        Effect.zipRight(endOf(session, exit)),
        Effect.flatMap((reason) => log.end(connection, exit, reason)),
        // A client that continues to read gets all that it is owed. A shutdown interrupts this.
        Effect.zipRight(Effect.exit(Effect.interruptible(connection.flushed))),
        Effect.ensuring(connection.close),
        Effect.catchAllCause((cause) => logDefect(connection, cause)),
        Effect.ensuring(
          Effect.sync(() => {
            watchdog.remove(session)
            admission.leave(network)
          })
        )
      )
    }

    /**
     * `Effect.acquireUseRelease`, written out: the session's end is told by its release, so the fiber does not fail, and what
     * waits with an idle connection is smaller than the library's combinator, by half a kilobyte of resident memory.
     */
    const serve = (dialect: Dialect, connection: Connection, network: string | undefined) =>
      Effect.uninterruptibleMask((restore) => {
        const session = new Session(services, connection, network, dialect)
        watchdog.add(session)
        return Effect.flatMap(Effect.exit(restore(session.run)), (exit) => end(session, exit))
      })

    /** Waits until refused clients have read the reason; above `refusals` at once they are cut off. */
    const closeRefused = (connection: Connection): Effect.Effect<void> =>
      Effect.flatMap(
        refusals.withPermitsIfAvailable(1)(connection.close),
        Option.match({
          onNone: () => Effect.sync(() => connection.unsafeCutOff()),
          onSome: () => Effect.void
        })
      )

    const refuse = (dialect: Dialect, connection: Connection, reason: ServerFull | AddressFull): Effect.Effect<void> =>
      Effect.suspend(() => {
        const { bytes, sentence } = dialect.refusal(reason)
        connection.unsafeSend(bytes)
        warn(`a connection was turned away: ${sentence}`)
        return Effect.zipRight(log.refused(connection, sentence), closeRefused(connection))
      }).pipe(Effect.uninterruptible)

    const acceptCounted: Supervisor["Type"]["acceptCounted"] = (dialect, connection, refused) => {
      arrivals.begin(connection, () => {
        if (refused === undefined) fork(log.start(connection, serve(dialect, connection, connection.network)))
        else fork(refuse(dialect, connection, refused))
      })
    }

    return {
      sendBudget: new SendBudget(limits.sendQueue),
      admission,
      acceptCounted,
      accept: (dialect) => (connection) => acceptCounted(dialect, connection, admission.enter(connection.network))
    }
  })
)
