import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import { type Address, format, isLoopback } from "../Net/Address.ts"
import type { ServerCredentials } from "../Net/Tls.ts"
import { Limits, type ServerLimits } from "../Server/Limits.ts"
import { Password } from "../Server/Password.ts"
import * as Descriptors from "./Descriptors.ts"
import * as Failure from "./Failure.ts"
import * as Flags from "./Flags.ts"
import * as LimitFlags from "./LimitFlags.ts"
import * as Log from "./Log.ts"
import * as Secrets from "./Secrets.ts"
import * as Signal from "./Signal.ts"
import * as Subcommand from "./Subcommand.ts"
import * as Uncaught from "./Uncaught.ts"

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

const passwordCheck = (file: Option.Option<string>) =>
  Effect.gen(function* () {
    const secret = yield* Secrets.password(file)
    if (Option.isNone(secret)) return undefined
    const { make } = yield* Effect.promise(() => import("../Server/PasswordCheck.ts"))
    return make(secret.value)
  })

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

/** `chat server`: serves until a signal comes, and says on standard error what it listens on. */
export const server = Subcommand.make(
  {
    name: "server",
    summary: "Run a server",
    sample: "chat server 55555",
    description: "Serves all channels in one process, until SIGINT or SIGTERM ends it.",
    forms: Flags.listen.forms,
    operands: Flags.listen.operands,
    groups: [Flags.listen.group, Secrets.server, LimitFlags.group, { title: "Logging", flags: { level: Log.flag } }],
    examples: ["chat server 55555", "chat server 7777 --tls-cert fullchain.pem --tls-key privkey.pem"]
  },
  (flags) =>
    Effect.gen(function* () {
      const address = yield* Flags.listenAddress(flags)
      const bounds = yield* LimitFlags.limits(flags)
      const credentials = Option.getOrUndefined(yield* Secrets.serverCredentials(flags))
      const checkPassword = yield* passwordCheck(flags.passwordFile)
      const limits = yield* fitDescriptors(bounds)
      const { layer, serve } = yield* Effect.promise(() => import("../Server.ts"))
      yield* Effect.gen(function* () {
        yield* Uncaught.report
        const hangUps = yield* Signal.arrivals("SIGHUP")
        const bound = yield* Effect.mapError(serve({ address, secure: credentials?.secure }), (error) =>
          Failure.runtime(error.message)
        )
        yield* announce(bound, credentials !== undefined)
        // Added last, so it runs first: before the listener closes and the sessions end.
        yield* Effect.addFinalizer(() => Effect.logInfo("stopping"))
        yield* onHangUps(hangUps, credentials)
      }).pipe(
        Effect.scoped,
        Effect.provide(layer),
        Effect.provideService(Limits, limits),
        Effect.provideService(Password, checkPassword)
      )
    })
)
