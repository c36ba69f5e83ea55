/** A live server on a port of the loopback interface or on a Unix socket, and peers that are plain sockets. */
import { mkdtemp, rm } from "node:fs/promises"
import { connect, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import type { Address } from "../../src/Net/Address.ts"
import * as Server from "../../src/Server.ts"
import { frame } from "./frames.ts"
import type { Peer } from "./Peer.ts"
import { Transport } from "./Transport.ts"

/** Connects a plain socket. */
export const openPeer = (address: Address): Effect.Effect<Peer, never, Scope.Scope> =>
  Effect.gen(function* () {
    const received = yield* Queue.unbounded<Uint8Array | undefined>()
    const socket = yield* Effect.acquireRelease(
      Effect.async<Socket>((resume) => {
        const socket =
          address._tag === "Unix"
            ? connect({ path: address.path, allowHalfOpen: true })
            : connect({ host: address.host ?? "localhost", port: address.port, allowHalfOpen: true, noDelay: true })
        socket.once("error", (cause) => resume(Effect.die(cause)))
        socket.once("connect", () => resume(Effect.succeed(socket)))
      }),
      (socket) => Effect.sync(() => socket.destroy())
    )
    socket.on("data", (chunk) => received.unsafeOffer(chunk))
    socket.on("end", () => received.unsafeOffer(undefined))
    socket.on("error", () => received.unsafeOffer(undefined))
    return {
      send: (...messages) =>
        Effect.sync(() => {
          for (const message of messages) socket.write(typeof message === "string" ? frame(message) : message)
        }),
      receive: Queue.take(received),
      end: Effect.sync(() => socket.end()),
      reset: Effect.sync(() => (address._tag === "Tcp" ? socket.resetAndDestroy() : socket.destroy()))
    }
  })

const layerOn = (address: Address): Layer.Layer<Transport> =>
  Layer.scoped(
    Transport,
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      yield* Effect.addFinalizer(() => Scope.close(scope, Exit.void))
      const bound = yield* Effect.orDie(Scope.extend(Server.serve({ address }), scope))
      return { connect: openPeer(bound), shutdown: Scope.close(scope, Exit.void) }
    })
  ).pipe(Layer.provide(Server.layer))

/** A path for a Unix socket in a folder that goes with the scope. */
export const socketPath: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "chat-test-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true }))
).pipe(Effect.map((folder) => join(folder, "socket")))

export const tcp: Layer.Layer<Transport> = layerOn({ _tag: "Tcp", host: "127.0.0.1", port: 0 })

export const unix: Layer.Layer<Transport> = Layer.unwrapScoped(
  Effect.map(socketPath, (path) => layerOn({ _tag: "Unix", path }))
)
