/** A live server on a port of the loopback interface or on a Unix socket, and peers that are plain sockets. */
import { readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { connect, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { connect as connectTls } from "node:tls"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import type { Address } from "../../src/Net/Address.ts"
import type { SecureServer } from "../../src/Net/Listener.ts"
import { serverCredentials } from "../../src/Net/Tls.ts"
import * as Server from "../../src/Server.ts"
import * as Certificate from "./Certificate.ts"
import { frame } from "./frames.ts"
import type { Peer } from "./Peer.ts"
import { Transport } from "./Transport.ts"

const openSocket = (address: Address): Effect.Effect<Socket, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<Socket>((resume) => {
      const socket =
        address._tag === "Unix"
          ? connect({ path: address.path, allowHalfOpen: true })
          : connect({ host: address.host ?? "localhost", port: address.port, allowHalfOpen: true, noDelay: true })
      socket.on("error", (cause) => resume(Effect.die(cause)))
      socket.once("connect", () => resume(Effect.succeed(socket)))
    }),
    (socket) => Effect.sync(() => socket.destroy())
  )

/** Encrypts a connected socket. */
type Encrypt = (socket: Socket) => Socket

/** Connects a plain socket, or an encrypted one. */
export const openPeer = (address: Address, encrypt: Encrypt = identity): Effect.Effect<Peer, never, Scope.Scope> =>
  Effect.gen(function* () {
    const received = yield* Queue.unbounded<Uint8Array | undefined>()
    const raw = yield* openSocket(address)
    const socket = encrypt(raw)
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
      reset: Effect.sync(() => (address._tag === "Tcp" ? raw.resetAndDestroy() : socket.destroy()))
    }
  })

const layerOn = (address: Address, secure?: SecureServer, encrypt?: Encrypt): Layer.Layer<Transport> =>
  Layer.scoped(
    Transport,
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      yield* Effect.addFinalizer(() => Scope.close(scope, Exit.void))
      const services = yield* Layer.buildWithScope(Server.layer, scope)
      const bound = yield* Server.serve({ address, secure }).pipe(
        Scope.extend(scope),
        Effect.provide(services),
        Effect.orDie
      )
      return { connect: openPeer(bound, encrypt), shutdown: Scope.close(scope, Exit.void) }
    })
  )

/** A path for a Unix socket in a folder that goes with the scope. */
export const socketPath: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "chat-test-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true }))
).pipe(Effect.map((folder) => join(folder, "socket")))

const loopback: Address = { _tag: "Tcp", host: "127.0.0.1", port: 0 }

export const tcp: Layer.Layer<Transport> = layerOn(loopback)

export const tls: Layer.Layer<Transport> = Layer.unwrapScoped(
  Effect.gen(function* () {
    const files = yield* Certificate.make()
    const { secure } = yield* serverCredentials(files)
    const ca = readFileSync(files.certificate)
    return layerOn(loopback, secure, (socket) => connectTls({ socket, ca, servername: "localhost" }))
  }).pipe(Effect.orDie, Effect.provide(NodeFileSystem.layer))
)

export const unix: Layer.Layer<Transport> = Layer.unwrapScoped(
  Effect.map(socketPath, (path) => layerOn({ _tag: "Unix", path }))
)
