/** Connects to a server over `node:net`, trying every address that a host's name has. */
import { lookup } from "node:dns/promises"
import { connect as connectSocket, type NetConnectOpts, type Socket } from "node:net"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
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
    socket.on("error", (cause) =>
      resume(Effect.fail(new ConnectError({ reason: "Unreachable", address: format(address), cause })))
    )
    socket.once("connect", () => resume(Effect.succeed(socket)))
    return Effect.sync(() => socket.destroy())
  }).pipe(
    Effect.timeoutFail({
      duration: ATTEMPT,
      onTimeout: () =>
        new ConnectError({ reason: "Unreachable", address: format(address), cause: new Error("no answer") })
    })
  )

/** The addresses of a host in the resolver's order, which may name `::1` first while a server is on `127.0.0.1` only. */
export type Resolve = (host: string) => Effect.Effect<ReadonlyArray<string>, unknown>

const resolveHost: Resolve = (host) =>
  Effect.map(
    Effect.tryPromise(() => lookup(host, { all: true, verbatim: true })),
    (found) => found.map(({ address }) => address)
  )

const openAny = (address: Address, resolve: Resolve): Effect.Effect<Socket, ConnectError> => {
  if (address._tag === "Unix") return open(address, { path: address.path })
  const { host = "localhost", port } = address
  return resolve(host).pipe(
    Effect.mapError((cause) => new ConnectError({ reason: "Unreachable", address: format(address), cause })),
    Effect.flatMap(([first, ...others]) =>
      first === undefined
        ? new ConnectError({
            reason: "Unreachable",
            address: format(address),
            cause: new Error("the name has no address")
          })
        : Effect.firstSuccessOf([first, ...others].map((host) => open(address, { host, port, noDelay: true })))
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
