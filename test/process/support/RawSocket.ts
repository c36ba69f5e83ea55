/** Plain sockets of `node:net`, so that a test sees and sends the exact bytes: the program's peer, client or server. */
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Server, type Socket } from "node:net"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { frame } from "../../support/frames.ts"
import { Output } from "./Output.ts"
import { bounded } from "./Wait.ts"

/** One end of a connection. It ends its side when the other end does. */
export class RawSocket {
  readonly received: Output

  constructor(private readonly socket: Socket) {
    this.received = new Output(socket)
  }

  /** Sends bytes as they are. */
  send(bytes: string | Uint8Array): Effect.Effect<void> {
    return Effect.sync(() => void this.socket.write(bytes, "latin1"))
  }

  /** Sends texts, a frame each, all in one write. */
  sendFrames(...texts: ReadonlyArray<string>): Effect.Effect<void> {
    return Effect.suspend(() => this.send(Buffer.concat(texts.map(frame))))
  }

  readonly end: Effect.Effect<void> = Effect.sync(() => void this.socket.end())

  readonly reset: Effect.Effect<void> = Effect.sync(() => void this.socket.resetAndDestroy())
}

/** Where a server listens: a port of 127.0.0.1, or the path of a Unix socket. */
export type Place = number | string

export const optionsOf = (place: Place): NetConnectOpts =>
  typeof place === "string" ? { path: place } : { host: "127.0.0.1", port: place, noDelay: true }

/** Paused before it is connected, a socket does not read at all, not even the end of the stream. */
const openSocket = (place: Place, paused: boolean): Effect.Effect<Socket, Error, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<Socket, Error>((resume) => {
      const socket = connect(optionsOf(place))
      if (paused) socket.pause()
      socket.on("error", (cause) => resume(Effect.fail(cause)))
      socket.once("connect", () => resume(Effect.succeed(socket)))
    }),
    (socket) => Effect.sync(() => socket.destroy())
  )

/** Connects to a server. */
export const tryConnect = (place: Place): Effect.Effect<RawSocket, Error, Scope.Scope> =>
  Effect.map(openSocket(place, false), (socket) => new RawSocket(socket))

export const connectTo = (place: Place): Effect.Effect<RawSocket, never, Scope.Scope> => Effect.orDie(tryConnect(place))

/** A client that sends these frames and then neither reads nor closes, until the scope ends. */
export const connectStuck = (place: Place, ...texts: ReadonlyArray<string>): Effect.Effect<void, never, Scope.Scope> =>
  Effect.orDie(Effect.map(openSocket(place, true), (socket) => void socket.write(Buffer.concat(texts.map(frame)))))

export interface RawServer {
  readonly port: number
  /** The next client that connects. */
  readonly accept: Effect.Effect<RawSocket>
}

/** A server on a free port of 127.0.0.1. */
export const listen: Effect.Effect<RawServer, never, Scope.Scope> = Effect.gen(function* () {
  const accepted = yield* Queue.unbounded<RawSocket>()
  const sockets = new Set<Socket>()
  const server = yield* Effect.acquireRelease(
    Effect.async<Server>((resume) => {
      const server = createServer({ noDelay: true }, (socket) => {
        sockets.add(socket)
        accepted.unsafeOffer(new RawSocket(socket))
      })
      server.listen({ host: "127.0.0.1", port: 0 }, () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.sync(() => {
        for (const socket of sockets) socket.destroy()
        server.close()
      })
  )
  const { port } = server.address() as AddressInfo
  return { port, accept: bounded(Queue.take(accepted), () => "nobody connected") }
})
