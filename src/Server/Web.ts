/**
 * The web's door: HTTP for the page, and WebSockets whose connections the `Supervisor` serves like all others, in the
 * web's dialect. Evaluated only where it is asked for.
 *
 * Invariant: a socket is counted by the one `Admission` from its beginning to its end, whether it only fetches the page or
 * becomes a connection.
 */
import { hostname } from "node:os"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"
import { describe } from "../Dialect/Frames/Reply.ts"
import * as Refusal from "../Dialect/Web/Refusal.ts"
import * as WebSocketFrame from "../Dialect/Web/WebSocketFrame.ts"
import type { AddressFull, ServerFull } from "../Domain/ChatError.ts"
import { type Address, isLoopback, type ListenError, network } from "../Net/Address.ts"
import * as Http from "../Net/Http.ts"
import { forwardedFor } from "../Net/HttpAccess.ts"
import type { SecureServer } from "../Net/Listener.ts"
import { Channels } from "./Channels.ts"
import type { Dialect } from "./Dialogue.ts"
import { Journal } from "./Journal.ts"
import { Limits } from "./Limits.ts"
import { Password } from "./Password.ts"
import { Supervisor } from "./Supervisor.ts"
import type { Turns } from "./Turns.ts"
import * as Presences from "./Web/Presences.ts"
import { makeSearches } from "./Web/Questions.ts"
import * as Site from "./Web/Site.ts"
import { WebDialogue } from "./Web/WebDialogue.ts"

export interface WebOptions {
  readonly address: Address
  readonly secure?: SecureServer | undefined
  /** See `HttpAccess`. */
  readonly origins: ReadonlyArray<string>
  /** Whether a proxy on this machine says who its peers are. */
  readonly isBehindProxy: boolean
  readonly assets: ReadonlyArray<Site.Asset>
}

/** Clients come back within so many milliseconds, spread over them. */
const RETURN_WITHIN = 2000

/** The web's protocol. There must be a journal: without one nobody could come back. */
export const dialect: Effect.Effect<Dialect, never, Channels | Turns | Scope.Scope> = Effect.gen(function* () {
  const channels = yield* Channels
  const journal = yield* Journal
  if (journal === undefined) return yield* Effect.dieMessage("the web needs a journal")
  const presences = yield* Presences.make()
  const check = yield* Password
  const run = Runtime.runSync(yield* Effect.runtime())
  const retryAfter = () => run(Random.nextIntBetween(0, RETURN_WITHIN))
  const services = { channels, journal, searches: makeSearches(), presences, check, retryAfter }
  return {
    open: (life) => new WebDialogue(services, life),
    refusal: (reason) => ({ sentence: describe(reason), bytes: Refusal.lastWords(reason) })
  }
})

/** Serves the page and the web's protocol until the scope closes, and returns the address that it listens on. */
export const serve = (
  options: WebOptions
): Effect.Effect<Address, ListenError, Supervisor | Channels | Turns | Scope.Scope> =>
  Effect.gen(function* () {
    const { acceptCounted, admission, sendBudget } = yield* Supervisor
    const limits = yield* Limits
    const web = yield* dialect
    const site = Site.make({ origins: options.origins, hostname: hostname() }, options.assets)
    /** Sockets that are refused and wait to be told. */
    let refusedSockets = 0

    /** The network that a socket counts for, which a proxy says only later. */
    const networkOf = (address: string | undefined): string | undefined => {
      if (address === undefined) return undefined
      const isProxy = options.isBehindProxy && isLoopback({ _tag: "Tcp", host: address, port: 0 })
      return isProxy ? undefined : network(address)
    }

    const upgrade =
      (counted: string | undefined, refused: ServerFull | AddressFull | undefined) =>
      (request: Http.Request): Http.Response | Http.Upgrade => {
        const handshake = site.shake(request)
        if ("status" in handshake) return handshake
        const isProxied = options.isBehindProxy && counted === undefined
        const remoteAddress = isProxied ? forwardedFor(request.headers["x-forwarded-for"]) : undefined
        return {
          headers: handshake.headers,
          remoteAddress,
          onConnection: (connection) => {
            if (handshake.isForeign) {
              connection.unsafeSend(WebSocketFrame.close(Refusal.CloseCode.protocolError, "the protocol is chat.v1"))
            }
            if (refused !== undefined) refusedSockets--
            if (refused !== undefined || !isProxied) return acceptCounted(web, connection, refused)
            admission.leave(counted)
            acceptCounted(web, connection, admission.enter(connection.network))
          }
        }
      }

    const onSocket = (address: string | undefined): Http.Guest | undefined => {
      const counted = networkOf(address)
      const refused = admission.enter(counted)
      if (refused === undefined) {
        return { respond: site.respond, upgrade: upgrade(counted, refused), release: () => admission.leave(counted) }
      }
      if (refusedSockets >= limits.refusals) return undefined
      refusedSockets++
      return {
        respond: () => Site.full(describe(refused)),
        upgrade: upgrade(counted, refused),
        release: () => void refusedSockets--
      }
    }

    const { nameTimeout, stallTimeout } = limits
    const { address, secure } = options
    return yield* Http.listen({ address, secure, sendBudget, headTimeout: nameTimeout, stallTimeout, onSocket })
  })
