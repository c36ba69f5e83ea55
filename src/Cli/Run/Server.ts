/** `chat server`, once its words are understood: serves until a signal comes, and says on standard error where. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { type Address, format, isLoopback } from "../../Net/Address.ts"
import type { ServerCredentials } from "../../Net/Tls.ts"
import type { Channels } from "../../Server/Channels.ts"
import { Limits, type ServerLimits } from "../../Server/Limits.ts"
import { type Check, Password } from "../../Server/Password.ts"
import type { Supervisor } from "../../Server/Supervisor.ts"
import type { Turns } from "../../Server/Turns.ts"
import { layer, serve } from "../../Server.ts"
import * as Descriptors from "../Descriptors.ts"
import * as Failure from "../Failure.ts"
import * as Signal from "../Signal.ts"
import * as Uncaught from "../Uncaught.ts"

export interface Settings {
  readonly address: Address
  /** As asked for; fewer connections are accepted where fewer files may be open. */
  readonly limits: ServerLimits
  /** Encrypts; without them connections are not encrypted. */
  readonly credentials: ServerCredentials | undefined
  /** Without it, nobody has to know a password. */
  readonly checkPassword: Check | undefined
  /** Keeps what happens in the channels; an empty layer where nobody does. */
  readonly journal: Layer.Layer<never, Failure.Failure>
  /** Opens what there is besides the course's own door, once that is open. */
  readonly openDoors: Effect.Effect<void, Failure.Failure, Supervisor | Channels | Turns | Scope.Scope>
}

/**
 * Handles SIGHUP: with a certificate it is read again each time; without one the first signal ends the server, which then
 * shuts down in order.
 */
const onHangUps = (hangUps: Queue.Dequeue<void>, credentials: ServerCredentials | undefined): Effect.Effect<void> => {
  if (credentials === undefined) return Queue.take(hangUps)
  const reload = Effect.matchEffect(credentials.reload, {
    onFailure: (error) => Effect.logError(`the TLS certificate stays as it was: ${error.message}`),
    onSuccess: () => Effect.logInfo("the TLS certificate has been read again")
  })
  return Effect.forever(Effect.zipRight(Queue.take(hangUps), reload))
}

/** The limits, lowered to what the limit of open files allows. Logs it if fewer connections fit than were asked for. */
const fitDescriptors = (limits: ServerLimits): Effect.Effect<ServerLimits> =>
  Effect.gen(function* () {
    const descriptors = yield* Descriptors.read
    if (descriptors === undefined) return limits
    const fitting = Descriptors.fit(limits, descriptors)
    if (fitting.connections === limits.connections) return limits
    const log = limits.connections === Limits.defaultValue().connections ? Effect.logDebug : Effect.logWarning
    yield* log(`at most ${fitting.connections} connections: ${descriptors.limit} files may be open`)
    return fitting
  })

const announce = (bound: Address, encrypted: boolean): Effect.Effect<void> =>
  Effect.gen(function* () {
    yield* Effect.logInfo(`listening on ${format(bound)}${encrypted ? ", with TLS" : ""}`)
    if (!encrypted && !isLoopback(bound)) {
      yield* Effect.logWarning("without TLS everybody on the way can read and change what is said: see --tls-cert")
    }
  })

export const run = ({
  address,
  checkPassword,
  credentials,
  journal,
  limits,
  openDoors
}: Settings): Effect.Effect<void, Failure.Failure> =>
  Effect.gen(function* () {
    const fitting = yield* fitDescriptors(limits)
    yield* Effect.gen(function* () {
      yield* Uncaught.report
      const hangUps = yield* Signal.arrivals("SIGHUP")
      const bound = yield* Effect.mapError(serve({ address, secure: credentials?.secure }), (error) =>
        Failure.runtime(error.message)
      )
      yield* announce(bound, credentials !== undefined)
      yield* openDoors
      // Added last, so it runs first: before the listener closes and the sessions end.
      yield* Effect.addFinalizer(() => Effect.logInfo("stopping"))
      yield* onHangUps(hangUps, credentials)
    }).pipe(
      Effect.scoped,
      Effect.provide(Layer.provideMerge(layer, journal)),
      Effect.provideService(Limits, fitting),
      Effect.provideService(Password, checkPassword)
    )
  })
