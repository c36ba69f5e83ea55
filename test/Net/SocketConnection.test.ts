import assert from "node:assert/strict"
import { createServer, type Socket } from "node:net"
import { describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import { type ConnectionError, read } from "../../src/Net/Connection.ts"
import * as Connector from "../../src/Net/Connector.ts"
import * as Listener from "../../src/Net/Listener.ts"
import { SendBudget } from "../../src/Net/SendBudget.ts"
import { defaultSendQueueLimits } from "../../src/Net/SendQueueLimits.ts"
import { SocketConnection, type SocketOptions } from "../../src/Net/SocketConnection.ts"
import { openPeer } from "../support/Sockets.ts"

/** A connection as the server has it, and the peer at its other end. */
const connected = (options: Partial<SocketOptions> = {}) =>
  Effect.gen(function* () {
    const accepted = yield* Queue.unbounded<Socket>()
    const server = yield* Effect.acquireRelease(
      Effect.async<ReturnType<typeof createServer>>((resume) => {
        const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => accepted.unsafeOffer(socket))
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
      }),
      (server) => Effect.sync(() => server.close())
    )
    const { port } = server.address() as { port: number }
    const peer = yield* openPeer({ _tag: "Tcp", host: "127.0.0.1", port })
    const socket = yield* Queue.take(accepted)
    const connection = new SocketConnection(socket, {
      sendQueueLimits: defaultSendQueueLimits,
      sendBudget: new SendBudget(defaultSendQueueLimits.total),
      linger: Duration.seconds(20),
      ...options
    })
    yield* Effect.addFinalizer(() => Effect.sync(() => socket.destroy()))
    return { connection, peer, socket }
  })

/** More than the kernel takes at once. */
const roomy = { ...defaultSendQueueLimits, hard: 64 * 1024 * 1024 }

/** Bytes in which a piece that is lost, doubled or misplaced shows. */
const numbered = (size: number) => {
  const bytes = Buffer.alloc(size)
  for (let at = 0; at < size; at += 4) bytes.writeUInt32LE(at, at)
  return bytes
}

const reasonOf = (end: Option.Option<ConnectionError>) =>
  Option.getOrUndefined(Option.map(end, (error) => error.reason))

describe("a connection over a socket", () => {
  it.scopedLive("can be broken: the other end sees a reset, and no end in order", () =>
    Effect.gen(function* () {
      const accepted = yield* Queue.unbounded<SocketConnection>()
      const bound = yield* Listener.listen({
        address: { _tag: "Tcp", host: "127.0.0.1", port: 0 },
        onConnection: (connection) => void accepted.unsafeOffer(connection)
      })
      const connection = yield* Connector.connect(bound)
      const other = yield* Queue.take(accepted)
      yield* connection.reset
      assert.equal(reasonOf(yield* Effect.flip(read(other))), "Reset")
    })
  )

  it.scopedLive("ends reading with none at the peer's end and with the reason at a reset", () =>
    Effect.gen(function* () {
      const ended = yield* connected()
      yield* ended.peer.end
      assert.equal(reasonOf(yield* Effect.flip(read(ended.connection))), undefined)
      const broken = yield* connected()
      yield* broken.peer.reset
      assert.equal(reasonOf(yield* Effect.flip(read(broken.connection))), "Reset")
    })
  )

  it.scopedLive("reads nothing that nobody asks for", () =>
    Effect.gen(function* () {
      const { connection, peer, socket } = yield* connected()
      const sent = Buffer.alloc(8 * 1024 * 1024, "x")
      yield* peer.send(sent)
      yield* read(connection)
      assert.ok(socket.bytesRead < sent.length / 2, "the whole was read ahead")
      let received = 0
      for (received = socket.bytesRead; received < sent.length; received = socket.bytesRead) yield* read(connection)
      assert.equal(received, sent.length)
    })
  )

  it.scopedLive("makes a defect of what a taker throws the reader's", () =>
    Effect.gen(function* () {
      const { connection, peer } = yield* connected()
      const reading = yield* Effect.fork(
        Effect.sandbox(
          connection.readWhile(() => {
            throw new Error("taker")
          })
        )
      )
      yield* Effect.yieldNow()
      yield* peer.send("bytes")
      const cause = yield* Effect.flip(Fiber.join(reading))
      assert.equal(cause._tag, "Die")
    })
  )

  it.scopedLive("cuts off a peer that lets more than the hard bound pile up", () =>
    Effect.gen(function* () {
      const { connection } = yield* connected({
        sendQueueLimits: { ...defaultSendQueueLimits, soft: 1, hard: 8 * 1024 * 1024 }
      })
      // The peer's socket reads into its queue, so pile up faster than the event loop turns.
      for (let size = 0; size <= 9; size++) connection.unsafeSend(Buffer.alloc(8 * 1024 * 1024))
      assert.equal(reasonOf(yield* Effect.flip(read(connection))), "TooSlow")
      connection.unsafeSend(Buffer.from("nothing happens"))
      yield* connection.drained
      yield* connection.close
    })
  )

  it.scopedLive("hands a socket that is behind 64 KiB at a time, so that progress shows, and in order", () =>
    Effect.gen(function* () {
      const { connection, peer, socket } = yield* connected({ sendQueueLimits: roomy })
      const sizes: Array<number> = []
      const write = socket.write.bind(socket)
      socket.write = (bytes: Uint8Array, ...rest: Array<never>) => {
        sizes.push(bytes.length)
        return write(bytes, ...rest)
      }
      const bytes = numbered(16 * 1024 * 1024)
      for (let at = 0; at < bytes.length; at += 1024) connection.unsafeSend(bytes.subarray(at, at + 1024))
      const received: Array<Uint8Array> = []
      for (let size = 0; size < bytes.length; size += received.at(-1)?.length ?? 0) {
        received.push((yield* peer.receive) ?? assert.fail("it ended"))
      }
      assert.ok(Buffer.concat(received).equals(bytes))
      yield* connection.flushed
      assert.equal(connection.written, bytes.length)
      assert.ok(Math.max(...sizes) <= 64 * 1024)
    })
  )

  it.scopedLive("sends what waits before the end of the stream when it is closed", () =>
    Effect.gen(function* () {
      const { connection, peer } = yield* connected({ sendQueueLimits: roomy })
      const bytes = numbered(24 * 1024 * 1024)
      for (let at = 0; at < bytes.length; at += 8192) connection.unsafeSend(bytes.subarray(at, at + 8192))
      assert.ok(connection.unsent > 0)
      const closing = yield* Effect.fork(connection.close)
      const received: Array<Uint8Array> = []
      for (let chunk = yield* peer.receive; chunk !== undefined; chunk = yield* peer.receive) received.push(chunk)
      assert.ok(Buffer.concat(received).equals(bytes))
      yield* peer.end
      yield* Fiber.join(closing)
    })
  )

  it.scopedLive("is flushed when the peer has taken all, however little was left", () =>
    Effect.gen(function* () {
      const { connection } = yield* connected()
      // The event loop does not turn meanwhile, so the peer does not read: the kernel's buffers fill up.
      while (connection.unsent === 0) connection.unsafeSend(new Uint8Array(1024))
      yield* connection.flushed
      assert.equal(connection.unsent, 0)
    })
  )

  it.scopedLive("is drained, and flushed, when it breaks", () =>
    Effect.gen(function* () {
      const { connection, peer } = yield* connected({
        sendQueueLimits: { ...defaultSendQueueLimits, soft: 0, hard: 64 * 1024 * 1024 }
      })
      connection.unsafeSend(Buffer.alloc(32 * 1024 * 1024))
      const waiting = yield* Effect.fork(Effect.all([connection.drained, connection.flushed]))
      yield* peer.reset
      yield* Fiber.join(waiting)
      yield* Effect.all([connection.drained, connection.flushed])
    })
  )

  it.scopedLive("is let go of after the linger when the peer never ends, even by an interrupted fiber", () =>
    Effect.gen(function* () {
      const { connection, socket } = yield* connected({ linger: Duration.millis(50) })
      const closing = yield* Effect.fork(Effect.uninterruptible(connection.close))
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(closing)
      assert.ok(socket.destroyed)
    })
  )

  it.scopedLive("sends all that was queued before it ends its side", () =>
    Effect.gen(function* () {
      const { connection, peer } = yield* connected()
      const queued = Buffer.alloc(2 * 1024 * 1024, "y")
      connection.unsafeSend(queued)
      const closing = yield* Effect.fork(connection.close)
      let received = 0
      for (let chunk = yield* peer.receive; chunk !== undefined; chunk = yield* peer.receive) received += chunk.length
      assert.equal(received, queued.length)
      yield* peer.end
      yield* Fiber.join(closing)
    })
  )
})
