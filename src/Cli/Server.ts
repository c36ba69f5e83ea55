import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Flags from "./Flags.ts"
import * as HistoryFlags from "./HistoryFlags.ts"
import * as LimitFlags from "./LimitFlags.ts"
import * as LogLevel from "./LogLevel.ts"
import * as Secrets from "./Secrets.ts"
import * as Subcommand from "./Subcommand.ts"
import * as WebFlags from "./WebFlags.ts"

const passwordCheck = (file: Option.Option<string>) =>
  Effect.gen(function* () {
    const secret = yield* Secrets.password(file)
    if (Option.isNone(secret)) return undefined
    const { make } = yield* Effect.promise(() => import("../Server/PasswordCheck.ts"))
    return make(secret.value)
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
    groups: [
      Flags.listen.group,
      HistoryFlags.group,
      WebFlags.group,
      Secrets.server,
      LimitFlags.group,
      { title: "Logging", flags: { level: LogLevel.flag } }
    ],
    examples: [
      "chat server 55555",
      "chat server 55555 --http-port 8080",
      "chat server 7777 --tls-cert fullchain.pem --tls-key privkey.pem"
    ]
  },
  (flags) =>
    Effect.gen(function* () {
      const address = yield* Flags.listenAddress(flags)
      const limits = yield* LimitFlags.limits(flags)
      const door = yield* WebFlags.door(flags, address)
      const credentials = Option.getOrUndefined(yield* Secrets.serverCredentials(flags))
      const checkPassword = yield* passwordCheck(flags.passwordFile)
      const journal = yield* HistoryFlags.journal(flags, door !== undefined)
      const openDoors = door === undefined ? Effect.void : WebFlags.open(door, credentials?.secure)
      const { run } = yield* Effect.promise(() => import("./Run/Server.ts"))
      yield* run({ address, limits, credentials, checkPassword, journal, openDoors })
    })
)
