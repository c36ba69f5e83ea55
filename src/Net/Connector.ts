/** Connects to a server over `node:net`, trying every address that a host's name has. */
import { connect as connectSocket, type NetConnectOpts, type Socket } from "node:net"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { type Address, ConnectError, format } from "./Address.ts"
import { Connection } from "./Connection.ts"
import { SendBudget } from "./SendBudget.ts"

/** How long one address may take to answer before the next one is tried: the kernel alone would take two minutes. */
const ATTEMPT = Duration.seconds(10)

/** What a server may take to see that this client has gone: it is what keeps somebody who leaves waiting. */
const LINGER = Duration.seconds(1)

const open = (address: Address, options: NetConnectOpts): Effect.Effect<Socket, ConnectError> =>
  Effect.async<Socket, ConnectError>((resume) => {
    const socket = connectSocket(options)
    // The listener stays: without one, an error before the connection takes the socket over would end the process.
    socket.on("error", (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === "ECONNREFUSED" ? "Refused" : "Unreachable"
      resume(Effect.fail(new ConnectError({ reason, address: format(address), cause })))
    })
    socket.once("connect", () => resume(Effect.succeed(socket)))
    return Effect.sync(() => socket.destroy())
  }).pipe(
    Effect.timeoutFail({
      duration: ATTEMPT,
      onTimeout: () =>
        new ConnectError({ reason: "Unreachable", address: format(address), cause: new Error("no answer") })
    })
  )

/** The addresses of a host, the best one first. */
export type Resolve = (host: string) => Effect.Effect<ReadonlyArray<string>, unknown>

/**
 * `localhost` is this machine without asking anybody, as RFC 6761, 6.3 wants it, on either family: a server may be on one
 * only. Node compiles a pattern of its own before it asks, which takes a tenth of the time of a start.
 */
const resolveHost: Resolve = (host) => {
  if (host === "localhost") return Effect.succeed(["127.0.0.1", "::1"])
  return Effect.tryPromise(async () => {
    const { lookup } = await import("node:dns/promises")
    return (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address)
  })
}

/** Why none of the addresses could be connected to: a refusal says most, because there is a machine that answers. */
const worst = (errors: ReadonlyArray<ConnectError>): ConnectError | undefined =>
  errors.find(({ reason }) => reason === "Refused") ?? errors.at(-1)

const openAny = (address: Address, resolve: Resolve): Effect.Effect<Socket, ConnectError> => {
  if (address._tag === "Unix") return open(address, { path: address.path })
  const { host = "localhost", port } = address
  const unreachable = (cause: unknown) => new ConnectError({ reason: "Unreachable", address: format(address), cause })
  return resolve(host).pipe(
    Effect.mapError(unreachable),
    Effect.flatMap((found) =>
      Effect.mapError(
        Effect.validateFirst(found, (host) => open(address, { host, port, noDelay: true })),
        (errors) => worst(errors) ?? unreachable(new Error("the name has no address"))
      )
    )
  )
}

/** Makes a connected socket one that speaks TLS with the named host; fails with `Insecure`. */
export type SecureClient = (socket: Socket, host: string, address: string) => Effect.Effect<Socket, ConnectError>

export interface ConnectorOptions {
  /** What encrypts the connection, where it is to be encrypted. */
  readonly secure?: SecureClient | undefined
  readonly resolve?: Resolve
}

const openSocket = (
  address: Address,
  { resolve = resolveHost, secure }: ConnectorOptions
): Effect.Effect<Socket, ConnectError> => {
  const opened = openAny(address, resolve)
  if (secure === undefined) return opened
  const host = address._tag === "Tcp" && address.host !== undefined ? address.host : "localhost"
  return Effect.flatMap(opened, (socket) =>
    secure(socket, host, format(address)).pipe(
      Effect.timeoutFail({
        duration: ATTEMPT,
        onTimeout: () =>
          new ConnectError({ reason: "Insecure", address: format(address), cause: new Error("no TLS answer") })
      })
    )
  )
}

/** A connection that the scope closes. */
export const connect = (
  address: Address,
  options: ConnectorOptions = {}
): Effect.Effect<Connection, ConnectError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.map(
      Effect.interruptible(openSocket(address, options)),
      (socket) => new Connection(socket, { sendBudget: new SendBudget(), linger: LINGER })
    ),
    (connection) => connection.close
  )

/** Milliseconds for which a program that has just started goes on trying, because the server may have just started as well. */
const PATIENCE = 500

/** Milliseconds between two of its attempts. */
const PAUSE = 25

/**
 * Tries again after each attempt that is refused, for half a second. A script starts a server and, a moment later, its
 * clients: the one that is faster must not be the one that fails. Other failures are final.
 */
export const untilListening = <A, R>(attempt: Effect.Effect<A, ConnectError, R>): Effect.Effect<A, ConnectError, R> =>
  Effect.retry(attempt, {
    while: ({ reason }) => reason === "Refused",
    schedule: Schedule.upTo(Schedule.spaced(PAUSE), PATIENCE)
  })
