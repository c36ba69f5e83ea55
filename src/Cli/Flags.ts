/** The arguments and options that several subcommands share, and the addresses that they stand for together. */
import * as Args from "@effect/cli/Args"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Options from "@effect/cli/Options"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ConnectPort, ListenPort } from "../Domain/Port.ts"
import type { Address } from "../Net/Address.ts"
import * as Failure from "./Failure.ts"

/**
 * An argument that does not look like an option. The library takes an unknown option for an argument where one is
 * missing; it would then report a bad port, or connect to a host of that name.
 */
export const argument = (name: string): Args.Args<string> =>
  Args.mapEffect(Args.text({ name }), (word) =>
    word.startsWith("-") ? Effect.fail(HelpDoc.p(`Received unknown argument: '${word}'`)) : Effect.succeed(word)
  )

/** Where to listen: on the port `PORT`, `--port` or CHAT_PORT of `--host`, or on `--socket`. */
export const listen = {
  positional: argument("port").pipe(
    Args.withSchema(ListenPort),
    Args.withDescription("The port to listen on, 0 to 65535; 0 takes a free one."),
    Args.optional
  ),
  port: Options.text("port").pipe(
    Options.withSchema(ListenPort),
    Options.withDescription("The same as an option. Without either: the environment variable CHAT_PORT."),
    Options.optional
  ),
  host: Options.text("host").pipe(
    Options.withDescription(
      "The one address or host name to listen on. Default: CHAT_HOST, else every address of the machine, IPv4 and IPv6."
    ),
    Options.optional
  ),
  socket: Options.text("socket").pipe(
    Options.withDescription("Listen on a Unix socket with this path instead of a port."),
    Options.optional
  )
}

interface ListenFlags {
  readonly positional: Option.Option<ListenPort>
  readonly port: Option.Option<ListenPort>
  readonly host: Option.Option<string>
  readonly socket: Option.Option<string>
}

const fromEnvironment = <A>(config: Config.Config<A>): Effect.Effect<Option.Option<A>, Failure.Failure> =>
  Effect.mapError(Config.option(config), (error) => Failure.usage(String(error)))

const listenPort = (flags: ListenFlags): Effect.Effect<ListenPort, Failure.Failure> =>
  Effect.gen(function* () {
    const { positional, port } = flags
    if (Option.isSome(positional) && Option.isSome(port) && positional.value !== port.value) {
      return yield* Failure.usage("The port is given twice, and not the same.")
    }
    const given = Option.orElse(positional, () => port)
    if (Option.isSome(given)) return given.value
    const text = yield* fromEnvironment(Config.string("CHAT_PORT"))
    if (Option.isNone(text)) return yield* Failure.usage("Missing the port to listen on: give it as in --port 55555")
    return yield* Either.mapLeft(Schema.decodeEither(ListenPort)(text.value), () =>
      Failure.usage(`CHAT_PORT is not a port: '${text.value}'.`)
    )
  })

/** The longest path of a Unix socket in bytes, on Linux and on macOS. A longer one would be cut without an error. */
const MAX_SOCKET_PATH = process.platform === "linux" ? 107 : 103

const socketPath = (path: string): Either.Either<string, Failure.Failure> =>
  path === "" || Buffer.byteLength(path) > MAX_SOCKET_PATH
    ? Either.left(Failure.usage(`The path of a socket has 1 to ${MAX_SOCKET_PATH} bytes.`))
    : Either.right(path)

export const listenAddress = (flags: ListenFlags): Effect.Effect<Address, Failure.Failure> =>
  Effect.gen(function* () {
    if (Option.isSome(flags.socket)) {
      if (Option.isSome(flags.positional) || Option.isSome(flags.port) || Option.isSome(flags.host)) {
        return yield* Failure.usage("Give either a port or a socket.")
      }
      return { _tag: "Unix", path: yield* socketPath(flags.socket.value) }
    }
    const port = yield* listenPort(flags)
    const host = Option.isSome(flags.host) ? flags.host : yield* fromEnvironment(Config.string("CHAT_HOST"))
    if (Option.contains(host, "")) return yield* Failure.usage("The host to listen on must not be empty.")
    return { _tag: "Tcp", host: Option.getOrUndefined(host), port }
  })

/** Where to connect: `HOST PORT`, or `--socket`. */
export const connect = {
  host: argument("host").pipe(Args.withDescription("The name or the address of the server's machine."), Args.optional),
  port: argument("port").pipe(
    Args.withSchema(ConnectPort),
    Args.withDescription("The port of the server, 1 to 65535."),
    Args.optional
  ),
  socket: Options.text("socket").pipe(
    Options.withDescription("Connect to a Unix socket with this path instead of a host and a port."),
    Options.optional
  )
}

export interface ConnectFlags {
  readonly host: Option.Option<string>
  readonly port: Option.Option<ConnectPort>
  readonly socket: Option.Option<string>
}

export interface Target {
  readonly address: Address
  /** As typed on the command line: the error texts contain them. */
  readonly host: string
  readonly port: string
}

export const connectTarget = (flags: ConnectFlags): Effect.Effect<Target, Failure.Failure> =>
  Effect.gen(function* () {
    if (Option.isSome(flags.socket)) {
      if (Option.isSome(flags.host)) return yield* Failure.usage("Give either a host and a port or a socket.")
      const path = yield* socketPath(flags.socket.value)
      return { address: { _tag: "Unix", path }, host: "unix", port: path }
    }
    if (Option.isNone(flags.host)) return yield* Failure.usage("Missing the host and the port of the server.")
    if (Option.isNone(flags.port)) return yield* Failure.usage("Missing the port of the server.")
    const host = flags.host.value
    if (host === "") return yield* Failure.usage("The host of the server must not be empty.")
    const port = flags.port.value
    return { address: { _tag: "Tcp", host, port }, host, port: String(port) }
  })
