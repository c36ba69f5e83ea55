/** The options of the web's door, and its opening. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ListenPort } from "../Domain/Port.ts"
import { type Address, format, isLoopback } from "../Net/Address.ts"
import type { SecureServer } from "../Net/Listener.ts"
import * as Failure from "./Failure.ts"
import * as Flag from "./Flag.ts"

export const group = {
  title: "Web page",
  flags: {
    httpPort: Flag.decoded(
      "http-port",
      { value: "PORT", text: "Serve a chat page, 0 to 65535", variable: "CHAT_HTTP_PORT" },
      ListenPort
    ),
    httpHost: Flag.text("http-host", {
      value: "ADDRESS",
      text: "Its address",
      variable: "CHAT_HTTP_HOST",
      default: "that of --host"
    }),
    httpOrigin: Flag.text("http-origin", {
      value: "ORIGINS",
      text: "Its names, https://NAME, in a list",
      variable: "CHAT_HTTP_ORIGIN"
    }),
    httpProxy: Flag.toggle("http-proxy", {
      text: "A local proxy says who connects",
      variable: "CHAT_HTTP_PROXY"
    })
  }
} as const

interface WebFlags {
  readonly httpPort: Option.Option<ListenPort>
  readonly httpHost: Option.Option<string>
  readonly httpOrigin: Option.Option<string>
  readonly httpProxy: boolean
}

/** Where the page is served, and for whom. */
export interface Door {
  readonly address: Address
  readonly origins: ReadonlyArray<string>
  readonly isBehindProxy: boolean
}

const variable = (name: string): Effect.Effect<Option.Option<string>> =>
  Effect.orDie(Config.option(Config.string(name)))

const orVariable = (given: Option.Option<string>, name: string) =>
  Option.isSome(given) ? Effect.succeed(given) : variable(name)

const port = (given: Option.Option<ListenPort>): Effect.Effect<ListenPort | undefined, Failure.Failure> =>
  Effect.gen(function* () {
    if (Option.isSome(given)) return given.value
    const text = yield* variable("CHAT_HTTP_PORT")
    if (Option.isNone(text)) return undefined
    return yield* Either.mapLeft(Schema.decodeEither(ListenPort)(text.value), () =>
      Failure.usage(`CHAT_HTTP_PORT is not a port: '${text.value}'.`)
    )
  })

/** An origin is a scheme and a host, with its port where that is not the scheme's own. */
const parseOrigin = (origin: string): Either.Either<string, Failure.Failure> =>
  /^https?:\/\/[a-z0-9.:[\]_-]+$/i.test(origin)
    ? Either.right(origin.toLowerCase())
    : Either.left(
        Failure.usage(`--http-origin is a list such as https://chat.example.org,http://lab:8080, not '${origin}'.`)
      )

/** Undefined: no page is asked for. The course's door is at `listening`, and who keeps that to one address means the page too. */
export const door = (flags: WebFlags, listening: Address): Effect.Effect<Door | undefined, Failure.Failure> =>
  Effect.gen(function* () {
    const httpPort = yield* port(flags.httpPort)
    if (httpPort === undefined) {
      const lonely = Option.isSome(flags.httpHost) || Option.isSome(flags.httpOrigin) || flags.httpProxy
      return lonely ? yield* Failure.usage("The page needs a port: give it as in --http-port 8080.") : undefined
    }
    const host = yield* orVariable(flags.httpHost, "CHAT_HTTP_HOST")
    if (Option.contains(host, "")) return yield* Failure.usage("The host of the page must not be empty.")
    const listed = Option.getOrElse(yield* orVariable(flags.httpOrigin, "CHAT_HTTP_ORIGIN"), () => "")
    const origins = listed.split(",").filter((origin) => origin !== "")
    const proxy = yield* variable("CHAT_HTTP_PROXY")
    return {
      address: {
        _tag: "Tcp",
        host: Option.getOrElse(host, () => (listening._tag === "Tcp" ? listening.host : undefined)),
        port: httpPort
      },
      origins: yield* Effect.forEach(origins, (origin) => parseOrigin(origin.trim().replace(/\/$/, ""))),
      isBehindProxy: flags.httpProxy || (Option.isSome(proxy) && /^(1|true|yes|on)$/i.test(proxy.value))
    }
  })

/** How a person on this machine gets there. */
const urlOf = (address: Address, scheme: string): string =>
  address._tag === "Tcp" && address.host === undefined
    ? `${scheme}://localhost:${address.port}/`
    : `${scheme}://${format(address)}/`

/** Serves the page and its WebSocket, in the scope of the server. */
export const open = (door: Door, secure: SecureServer | undefined) =>
  Effect.gen(function* () {
    const { serve } = yield* Effect.promise(() => import("../Server/Web.ts"))
    const { assets } = yield* Effect.promise(() => import("#page"))
    const bound = yield* Effect.mapError(serve({ ...door, secure, assets }), (error) => Failure.runtime(error.message))
    yield* Effect.logInfo(`the page is at ${urlOf(bound, secure === undefined ? "http" : "https")}`)
    if (secure === undefined && !isLoopback(bound) && !door.isBehindProxy) {
      yield* Effect.logWarning("the page is not encrypted: see --tls-cert, or put a proxy in front and --http-proxy")
    }
  })
