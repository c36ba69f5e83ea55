/**
 * Starts a server program and waits until it listens. It tries to connect, because that works for any program.
 *
 * The connection that succeeds is the first one that the script gets. If it were closed instead, every case would begin
 * with a client that connects and closes, and a server that cannot handle one would fail all cases.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type { Address, ConnectError } from "../../Net/Address.ts"
import type { Connection } from "../../Net/Connection.ts"
import * as Connector from "../../Net/Connector.ts"
import { closable } from "../Closable.ts"
import { Mismatch } from "../Mismatch.ts"
import { type Ending, type Program, showEnding } from "../Program.ts"
import { Timeouts } from "../Timeouts.ts"
import { Trace } from "../Trace.ts"
import { type Launcher, launch } from "./Launcher.ts"
import { Ports } from "./Ports.ts"

/** The time between two attempts, which is how wrong the measured start-up time may be. */
const ATTEMPT_INTERVAL = Duration.millis(5)

export interface ServerProgram {
  readonly program: Program
  /** A new connection, which breaks when the scope closes. */
  readonly connect: Effect.Effect<Connection, Mismatch, Scope.Scope>
  /** Ends the program, which otherwise ends with the scope. */
  readonly stop: Effect.Effect<void>
}

/** A server may listen on either of the two. */
const loopback: Connector.Resolve = () => Effect.succeed(["127.0.0.1", "::1"])

export const start: Effect.Effect<ServerProgram, Mismatch, Launcher | Ports | Trace | Scope.Scope> = Effect.gen(
  function* () {
    const { start: limit } = yield* Timeouts
    const port = yield* (yield* Ports).next
    const address: Address = { _tag: "Tcp", host: "localhost", port }
    const expected = `a connection to port ${port}`
    const connect = Connector.connect(address, { resolve: loopback })

    const startedAt = yield* Clock.currentTimeMillis
    const [program, stop] = yield* closable(launch("server", { host: "127.0.0.1", port, name: "checker" }))
    const died = Effect.flatMap(program.ending, (ending) =>
      Effect.fail(new Mismatch({ expected: `a program that listens on port ${port}`, actual: showEnding(ending) }))
    )
    const first = yield* Effect.retry(connect, Schedule.spaced(ATTEMPT_INTERVAL)).pipe(
      Effect.mapError(() => new Mismatch({ expected, actual: "nothing" })),
      Effect.raceFirst(died),
      Effect.timeoutFail({
        duration: limit,
        onTimeout: () =>
          new Mismatch({
            expected: `a program that listens on port ${port}`,
            actual: `nobody who listens, ${Duration.format(limit)} after the start`
          })
      })
    )
    const trace = yield* Trace
    yield* trace.started((yield* Clock.currentTimeMillis) - startedAt)

    let unused: Connection | undefined = first
    const next = Effect.suspend(() => {
      const connection = unused
      unused = undefined
      return connection === undefined ? connect : Effect.succeed(connection)
    })
    // Nobody listens where a program has ended, and that it has ended is what went wrong.
    const explain = ({ message, reason }: ConnectError) =>
      Effect.flatMap(ended(program), (ending) => {
        const running = reason === "Refused" ? "nobody who listens any more, while the program still runs" : message
        return new Mismatch({ expected, actual: Option.match(ending, { onNone: () => running, onSome: showEnding }) })
      })
    return { program, stop, connect: Effect.catchAll(next, explain) }
  }
)

/** How the program has ended, if it has by now or does before nothing has come of it for a while. */
const ended = (program: Program): Effect.Effect<Option.Option<Ending>> =>
  Effect.flatMap(Timeouts, ({ silence }) => Effect.timeoutOption(program.ending, silence))

/** The server still runs, because it must not end whatever its clients do. */
export const assertRunning = (program: Program): Effect.Effect<void, Mismatch> =>
  Effect.raceFirst(Effect.option(program.ending), Effect.succeedNone).pipe(
    Effect.flatMap((ending) =>
      ending._tag === "None"
        ? Effect.void
        : new Mismatch({ expected: "a server that goes on", actual: showEnding(ending.value) })
    )
  )
