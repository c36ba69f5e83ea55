import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { connect as connectTls } from "node:tls"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { identity } from "effect/Function"
import * as Queue from "effect/Queue"
import * as TestClock from "effect/TestClock"
import type { Address } from "../../src/Net/Address.ts"
import { type Connection, read } from "../../src/Net/Connection.ts"
import * as Connector from "../../src/Net/Connector.ts"
import * as Listener from "../../src/Net/Listener.ts"
import { SendBudget } from "../../src/Net/SendBudget.ts"
import { defaultSendQueueLimits } from "../../src/Net/SendQueueLimits.ts"
import { serverCredentials } from "../../src/Net/Tls.ts"
import * as Certificate from "../support/Certificate.ts"
import { type Connect, connectionContract, numbered } from "../support/connectionContract.ts"
import { MemoryPeer } from "../support/MemoryPeer.ts"
import { openPeer, socketPath } from "../support/Sockets.ts"

const loopback: Address = { _tag: "Tcp", host: "127.0.0.1", port: 0 }

/** Both ends of a connection over sockets. */
const overSockets = (
  address: Address,
  limits: Parameters<Connect>[0],
  secure?: Listener.SecureServer,
  encrypt: Parameters<typeof openPeer>[1] = identity
) =>
  Effect.gen(function* () {
    const accepted = yield* Queue.unbounded<Connection>()
    const bound = yield* Effect.orDie(
      Listener.listen({
        address,
        secure,
        sendBudget: new SendBudget({ ...defaultSendQueueLimits, ...limits }),
        onConnection: (connection) => void accepted.unsafeOffer(connection)
      })
    )
    const peer = yield* openPeer(bound, encrypt)
    const connection = yield* Effect.acquireRelease(Queue.take(accepted), ({ reset }) => reset)
    return { connection, peer, resets: address._tag === "Tcp" && secure === undefined }
  })

const tcp: Connect = (limits) => overSockets(loopback, limits)

const unix: Connect = (limits) => Effect.flatMap(socketPath, (path) => overSockets({ _tag: "Unix", path }, limits))

const tls: Connect = (limits) =>
  Effect.gen(function* () {
    const files = yield* Certificate.make()
    const { secure } = yield* serverCredentials(files)
    const ca = readFileSync(files.certificate)
    return yield* overSockets(loopback, limits, secure, (socket) => connectTls({ socket, ca, servername: "localhost" }))
  }).pipe(Effect.orDie, Effect.provide(NodeFileSystem.layer))

/** The peer takes what it is sent when it waits for something, as a peer across the event loop does. */
const memory: Connect = (limits) =>
  Effect.sync(() => {
    const end = new MemoryPeer({ sendQueue: limits ?? {} })
    end.stalled = true
    const receive = Effect.gen(function* () {
      while (true) {
        end.resume()
        end.stalled = true
        const bytes = end.takeReceived()
        if (bytes.length > 0) return bytes
        if (end.closed || end.hasSeenEnd) return undefined
        yield* Effect.yieldNow()
      }
    })
    const peer = {
      send: (...messages: ReadonlyArray<string | Uint8Array>) =>
        Effect.sync(() => messages.forEach((message) => end.arrive(message))),
      receive,
      end: Effect.sync(() => end.end()),
      reset: Effect.sync(() => end.reset())
    }
    return { connection: end.connection, peer, resets: true }
  })

const transports = [
  { name: "memory", connect: memory },
  { name: "TCP", connect: tcp },
  { name: "TLS", connect: tls },
  { name: "a Unix socket", connect: unix }
]

describe.each(transports)("a connection over $name", ({ connect }) => {
  for (const [name, contract] of Object.entries(connectionContract)) {
    it.scoped(name, () => contract(connect))
  }
})

describe("a connection", () => {
  it.scopedLive("can be broken: the other end sees a reset, and no end in order", () =>
    Effect.gen(function* () {
      const accepted = yield* Queue.unbounded<Connection>()
      const bound = yield* Listener.listen({
        address: loopback,
        onConnection: (connection) => void accepted.unsafeOffer(connection)
      })
      const connection = yield* Connector.connect(bound)
      const other = yield* Queue.take(accepted)
      yield* connection.reset
      const end = yield* Effect.flip(read(other))
      assert.equal(end._tag === "ConnectionError" && end.reason, "Reset")
    })
  )

  it.effect("reads nothing that nobody asks for but one chunk", () =>
    Effect.gen(function* () {
      const peer = new MemoryPeer()
      for (let index = 0; index < 10; index++) peer.arrive(Buffer.from([index]))
      yield* read(peer.connection)
      assert.ok(peer.unread >= 8, `${peer.unread} chunks were not read`)
      for (let index = 1; index < 10; index++) assert.deepEqual([...(yield* read(peer.connection))], [index])
    })
  )

  it.effect("hands a transport that is behind 64 KiB at a time, so that progress shows", () =>
    Effect.gen(function* () {
      const peer = new MemoryPeer({ sendQueue: { hard: 64 * 1024 * 1024 } })
      peer.stalled = true
      const bytes = numbered(16 * 1024 * 1024)
      for (let at = 0; at < bytes.length; at += 1024) peer.connection.unsafeSend(bytes.subarray(at, at + 1024))
      peer.resume()
      yield* peer.connection.flushed
      assert.ok(Math.max(...peer.takenSizes) <= 64 * 1024)
      assert.ok(Buffer.from(peer.takeReceived()).equals(bytes))
    })
  )

  it.effect("is released after the linger when the peer never ends, even by an interrupted fiber", () =>
    Effect.gen(function* () {
      const peer = new MemoryPeer({ lingers: true })
      const closing = yield* Effect.fork(Effect.uninterruptible(peer.connection.close))
      yield* Effect.yieldNow()
      const interrupting = yield* Effect.fork(Fiber.interrupt(closing))
      yield* TestClock.adjust("2999 millis")
      assert.equal(peer.closed, false)
      yield* TestClock.adjust("1 millis")
      yield* Fiber.join(interrupting)
      assert.equal(peer.closed, true)
    })
  )
})
