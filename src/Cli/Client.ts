import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { ConnectOptions } from "../Client/Connect.ts"
import { describe } from "../Dialect/Frames/Reply.ts"
import type { CannotConnect, ServerDisconnected } from "../Domain/ChatError.ts"
import * as ClientName from "../Domain/ClientName.ts"
import type { OutputClosed } from "../Stdio.ts"
import * as Failure from "./Failure.ts"
import * as Flags from "./Flags.ts"
import * as Secrets from "./Secrets.ts"

export const name = Flags.argument("name").pipe(
  Args.withDescription("The name the others see, at most 64 bytes of UTF-8.")
)

export const parseName = (name: string): Either.Either<ClientName.ClientName, Failure.Failure> =>
  Either.mapLeft(ClientName.fromText(name), (error) => Failure.usage(describe(error)))

const flags = {
  name,
  ...Flags.connect,
  ...Secrets.client,
  json: Options.boolean("json").pipe(
    Options.withDescription("For programs: one JSON object a line on standard output, lines to send on standard input.")
  ),
  noReconnect: Options.boolean("no-reconnect").pipe(
    Options.withDescription("Leave when the server goes away. Without a terminal that is so in any case.")
  ),
  color: Options.choice("color", ["auto", "always", "never"]).pipe(
    Options.withDescription("Colours on a terminal. auto, the default: not with NO_COLOR or TERM=dumb."),
    Options.withDefault("auto")
  ),
  bell: Options.boolean("bell").pipe(Options.withDescription("Ring the terminal's bell when somebody mentions you.")),
  plain: Options.boolean("plain").pipe(
    Options.withDescription("Line by line on a terminal, for screen readers; so with TERM=dumb.")
  )
}

/** Where and how to connect, by the flags. */
export const server = (flags: Flags.ConnectFlags & Secrets.ClientFlags) =>
  Effect.gen(function* () {
    const target = yield* Flags.connectTarget(flags)
    return { ...target, ...(yield* Secrets.clientSecrets(flags)) }
  })

/** The client has told the user everything except why a connection is not trusted: the protocol has no text for that. */
const toFailure = (error: CannotConnect | ServerDisconnected | OutputClosed): Failure.Failure =>
  error._tag === "CannotConnect" && error.untrusted !== undefined ? Failure.runtime(error.untrusted) : Failure.told

type Color = "auto" | "always" | "never"

/** An environment variable; empty if it is not set. */
const variable = (name: string) => Effect.orElseSucceed(Config.string(name), () => "")

const isColored = (color: Color, term: string) =>
  color === "auto"
    ? Effect.map(variable("NO_COLOR"), (noColor) => noColor === "" && term !== "dumb")
    : Effect.succeed(color === "always")

/** Modules that only a terminal needs are loaded only here. */
const onTerminal = (
  client: ConnectOptions,
  flags: { readonly noReconnect: boolean; readonly color: Color; readonly bell: boolean; readonly plain: boolean }
) =>
  Effect.gen(function* () {
    const { open } = yield* Effect.promise(() => import("../Client/Connect.ts"))
    const { run } = yield* Effect.promise(() => import("../Client/TerminalClient.ts"))
    const { HistoryFile } = yield* Effect.promise(() => import("../Client/Terminal/HistoryFile.ts"))
    const term = yield* variable("TERM")
    const options = {
      ...client,
      reconnect: !flags.noReconnect,
      bell: flags.bell,
      colored: yield* isColored(flags.color, term),
      plain: flags.plain || term === "dumb"
    }
    yield* Effect.provide(run(options, open(client)), HistoryFile.layer)
  })

const onPipe = (client: ConnectOptions, json: boolean) =>
  Effect.gen(function* () {
    const { run } = yield* Effect.promise(() => import("../Client.ts"))
    const layer = json
      ? (yield* Effect.promise(() => import("../Client/Json.ts"))).layer
      : (yield* Effect.promise(() => import("../Client/Console.ts"))).Console.layerPipe(process.stdout.isTTY)
    yield* Effect.provide(run(client), layer)
  })

/** `chat client`: a conversation on a terminal, or on a pipe byte for byte what the protocol says. */
export const command = Command.make("client", flags, (flags) =>
  Effect.gen(function* () {
    const client = { name: yield* parseName(flags.name), ...(yield* server(flags)) }
    const terminal = !flags.json && process.stdout.isTTY && process.stdin.isTTY
    yield* Effect.mapError(terminal ? onTerminal(client, flags) : onPipe(client, flags.json), toFailure)
  })
).pipe(Command.withDescription("The chat client: lines you type go to your channel, lines from the others appear."))
