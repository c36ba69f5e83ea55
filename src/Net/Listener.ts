/**
 * Accepts connections over `node:net`, on TCP or on a Unix socket.
 *
 * Each accepted socket is a `Connection`, with its listeners in place, before anything else can happen to it; it is
 * handed to a callback, which starts the fiber that owns it. Closing the scope stops accepting and lets the accepted
 * connections live: their owner ends them.
 */
import { existsSync } from "node:fs"
import { lstat, unlink } from "node:fs/promises"
import { connect, createServer, type Server, type Socket } from "node:net"
import { dirname } from "node:path"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import type * as Scope from "effect/Scope"
import * as RepeatedWarning from "../RepeatedWarning.ts"
import { type Address, format, ListenError } from "./Address.ts"
import { Connection } from "./Connection.ts"
import { SendBudget } from "./SendBudget.ts"

/** Connections that the kernel may hold ready for us: a class that starts at one moment. The kernel caps it at somaxconn. */
const BACKLOG = 4096

/** Milliseconds of silence after which the kernel asks whether a peer is still there: its own two hours are too long. */
const KEEP_ALIVE = 60_000

/** What a client may take to receive its last bytes; a shutdown, which waits for all clients at once, has 5 s. */
export const LINGER = Duration.seconds(3)

const reasons: Readonly<Record<string, ListenError["reason"]>> = {
  EADDRINUSE: "InUse",
  EACCES: "Denied",
  EPERM: "Denied",
  EADDRNOTAVAIL: "NotAvailable",
  ENOTFOUND: "NoSuchHost",
  EAI_AGAIN: "NoSuchHost"
}

/** At a bind, libuv reports a folder that does not exist as one that is not allowed (its `uv_pipe_bind`). */
const isWithoutFolder = (address: Address): boolean => address._tag === "Unix" && !existsSync(dirname(address.path))

const listenError = (address: Address, cause: NodeJS.ErrnoException): ListenError => {
  const reason = reasons[cause.code ?? ""] ?? "Failed"
  return new ListenError({
    reason: reason === "Denied" && isWithoutFolder(address) ? "NoFolder" : reason,
    address: format(address),
    cause
  })
}

const listenOptions = (address: Address) =>
  address._tag === "Unix"
    ? { path: address.path, backlog: BACKLOG }
    : // Without a host Node listens on `::` for both families, or on `0.0.0.0` where there is no IPv6.
      { port: address.port, backlog: BACKLOG, ...(address.host === undefined ? {} : { host: address.host }) }

const bind = (server: Server, address: Address): Effect.Effect<void, ListenError> =>
  Effect.async((resume) => {
    const onError = (cause: NodeJS.ErrnoException) => resume(Effect.fail(listenError(address, cause)))
    server.once("error", onError)
    server.listen(listenOptions(address), () => {
      server.off("error", onError)
      resume(Effect.void)
    })
  })

const somebodyAnswers = (path: string): Effect.Effect<boolean> =>
  Effect.async((resume) => {
    const probe = connect({ path })
    probe.once("connect", () => {
      probe.destroy()
      resume(Effect.succeed(true))
    })
    probe.once("error", (cause: NodeJS.ErrnoException) => resume(Effect.succeed(cause.code !== "ECONNREFUSED")))
  })

/** Removes a socket file that a server left behind, and says whether it did: not if it is no socket or is in use. */
const removeStale = (path: string): Effect.Effect<boolean> =>
  Effect.gen(function* () {
    const file = yield* Effect.tryPromise(() => lstat(path))
    if (!file.isSocket() || (yield* somebodyAnswers(path))) return false
    yield* Effect.tryPromise(() => unlink(path))
    return true
  }).pipe(Effect.orElseSucceed(() => false))

const bindOrReplace = (server: Server, address: Address): Effect.Effect<void, ListenError> =>
  address._tag === "Tcp"
    ? bind(server, address)
    : Effect.catchIf(
        bind(server, address),
        (error) => error.reason === "InUse",
        (error) =>
          Effect.if(removeStale(address.path), {
            onTrue: () => bind(server, address),
            onFalse: () => Effect.fail(error)
          })
      )

const boundAddress = (server: Server, address: Address): Address => {
  const bound = server.address()
  if (address._tag === "Unix" || bound === null || typeof bound === "string") return address
  return { _tag: "Tcp", port: bound.port, host: address.host === undefined ? undefined : bound.address }
}

/** Makes an accepted socket one that speaks TLS; its handshake then takes place while the connection is read. */
export type SecureServer = (socket: Socket) => Socket

export interface SocketListenerOptions {
  readonly address: Address
  readonly secure?: SecureServer | undefined
  /** Called for each socket as it is accepted; from then on the callee owns it. */
  readonly onSocket: (socket: Socket) => void
}

export interface ListenerOptions {
  readonly address: Address
  readonly secure?: SecureServer | undefined
  /** What may wait for the accepted peers; several listeners may share one. */
  readonly sendBudget?: SendBudget
  /** Called for each connection as it is accepted; from then on the callee owns it. */
  readonly onConnection: (connection: Connection) => void
}

/** Listens until the scope closes, and returns the address that it got, with the port if 0 was asked for. */
export const listenForSockets = (options: SocketListenerOptions): Effect.Effect<Address, ListenError, Scope.Scope> =>
  Effect.gen(function* () {
    const warn = yield* RepeatedWarning.make
    const server = yield* Effect.acquireRelease(
      Effect.sync(() =>
        createServer({ allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE })
      ),
      (server) => Effect.sync(() => server.close())
    )
    const { onSocket, secure = identity } = options
    server.on("connection", (socket: Socket) => onSocket(secure(socket)))
    yield* bindOrReplace(server, options.address)
    // What goes wrong later costs a connection and not the server.
    server.on("error", (cause) => warn(`a connection could not be accepted: ${cause.message}`))
    return boundAddress(server, options.address)
  })

/** The same for connections. */
export const listen = (options: ListenerOptions): Effect.Effect<Address, ListenError, Scope.Scope> => {
  const { onConnection, sendBudget = new SendBudget(), ...rest } = options
  const connectionOptions = { sendBudget, linger: LINGER }
  return listenForSockets({ ...rest, onSocket: (socket) => onConnection(new Connection(socket, connectionOptions)) })
}
