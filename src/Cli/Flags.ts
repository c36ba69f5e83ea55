/** The words and options that several commands share, and the addresses that they stand for together. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ConnectPort, ListenPort } from "../Domain/Port.ts"
import type { Address } from "../Net/Address.ts"
import * as Failure from "./Failure.ts"
import * as Flag from "./Flag.ts"
import * as Operand from "./Operand.ts"

/** Where to listen: on the port `PORT`, `--port` or CHAT_PORT of `--host`, or on `--socket`. */
export const listen = {
  forms: ["[PORT] [options]", "--socket PATH [options]"],
  operands: { positional: Operand.decoded("PORT", "The port to listen on, the same as --port", ListenPort) },
  group: {
    title: "Listening",
    flags: {
      port: Flag.decoded(
        "port",
        { value: "PORT", text: "0 to 65535; 0 takes a free one", variable: "CHAT_PORT" },
        ListenPort
      ),
      host: Flag.text("host", {
        value: "ADDRESS",
        text: "One address or name of this machine",
        variable: "CHAT_HOST",
        default: "all"
      }),
      socket: Flag.text("socket", { value: "PATH", text: "A Unix socket instead of a port", completes: "files" })
    }
  }
} as const

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
    if (Option.isNone(text)) return yield* Failure.usage("Missing the port to listen on: give it as in --port 55555.")
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
  operands: {
    host: Operand.optional("HOST", "The name or the address of the server's machine, or HOST:PORT"),
    port: Operand.decoded("PORT", "The port of the server, 1 to 65535", ConnectPort)
  },
  socket: Flag.text("socket", { value: "PATH", text: "A Unix socket instead of HOST and PORT", completes: "files" })
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

/** `HOST:PORT` in its parts; anything else as it is. An address of IPv6 with a port is in brackets: `[::1]:55555`. */
export const splitPlace = (place: string): readonly [host: string] | readonly [host: string, port: string] => {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(place) ?? []
  const host = bracketed ?? plain
  return host === undefined || port === undefined ? [place] : [host, port]
}

export const connectPort = (port: string): Either.Either<ConnectPort, Failure.Failure> =>
  Either.mapLeft(Schema.decodeEither(ConnectPort)(port), ({ message }) => Failure.words(message))

export const connectTarget = (flags: ConnectFlags): Effect.Effect<Target, Failure.Failure> =>
  Effect.gen(function* () {
    if (Option.isSome(flags.socket)) {
      if (Option.isSome(flags.host)) return yield* Failure.usage("Give either a host and a port or a socket.")
      const path = yield* socketPath(flags.socket.value)
      return { address: { _tag: "Unix", path }, host: "unix", port: path }
    }
    if (Option.isNone(flags.host)) return yield* Failure.words("Missing the host and the port of the server.")
    const [host, inPlace] = Option.isSome(flags.port) ? [flags.host.value] : splitPlace(flags.host.value)
    const given = inPlace === undefined ? flags.port : Option.some(yield* connectPort(inPlace))
    if (Option.isNone(given)) return yield* Failure.words("Missing the port of the server.")
    if (host === "") return yield* Failure.usage("The host of the server must not be empty.")
    const port = given.value
    return { address: { _tag: "Tcp", host, port }, host, port: String(port) }
  })
