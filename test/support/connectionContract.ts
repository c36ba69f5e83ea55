/** What a connection must do over every transport. */
import assert from "node:assert/strict"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { type Connection, read } from "../../src/Net/Connection.ts"
import { ConnectionError } from "../../src/Net/ConnectionError.ts"
import type { SendQueueLimits } from "../../src/Net/SendQueueLimits.ts"
import type { Peer } from "./Peer.ts"

/** Both ends of a connection. */
export interface Ends {
  readonly connection: Connection
  readonly peer: Peer
  /** Whether the peer can reset the transport: a Unix socket and TLS can only end. */
  readonly resets: boolean
}

export type Connect = (limits?: Partial<SendQueueLimits>) => Effect.Effect<Ends, never, Scope.Scope>

type Contract = (connect: Connect) => Effect.Effect<void, unknown, Scope.Scope>

/** Bytes in which a piece that is lost, doubled or misplaced shows. */
export const numbered = (size: number) => {
  const bytes = Buffer.alloc(size)
  for (let at = 0; at < size; at += 4) bytes.writeUInt32LE(at, at)
  return bytes
}

/** How reading ends. */
const endOf = (connection: Connection) =>
  Effect.map(Effect.flip(Effect.forever(read(connection))), (error) =>
    error._tag === "EndOfStream" ? error._tag : error.reason
  )

const receiveAll = (peer: Peer) =>
  Effect.gen(function* () {
    const received: Array<Uint8Array> = []
    for (let chunk = yield* peer.receive; chunk !== undefined; chunk = yield* peer.receive) received.push(chunk)
    return Buffer.concat(received)
  })

/** More than a kernel takes at once, and more than the peer takes while the event loop does not turn. */
const MUCH = 24 * 1024 * 1024

const roomy = { hard: 64 * 1024 * 1024 }

export const connectionContract: Record<string, Contract> = {
  "hands chunks to the taker in order, as long as it wants them, and keeps the rest for the next read": (connect) =>
    Effect.gen(function* () {
      const { connection, peer } = yield* connect()
      const sent = numbered(400_000)
      for (let at = 0; at < sent.length; at += 40_000) yield* peer.send(sent.subarray(at, at + 40_000))
      const received: Array<Uint8Array> = []
      let size = 0
      while (size < sent.length) {
        let wanted = 3
        yield* connection.readWhile({
          receive: (chunk) => {
            received.push(Uint8Array.from(chunk))
            size += chunk.length
            return --wanted > 0 && size < sent.length
          }
        })
      }
      assert.ok(Buffer.concat(received).equals(sent))
    }),

  "ends reading when the peer ends its side, and can still send": (connect) =>
    Effect.gen(function* () {
      const { connection, peer } = yield* connect()
      yield* peer.send(Buffer.from("last"))
      yield* peer.end
      assert.equal(Buffer.from(yield* read(connection)).toString(), "last")
      assert.equal(yield* endOf(connection), "EndOfStream")
      assert.equal(connection.unsafeSend(Buffer.from("answer")), true)
      assert.equal(Buffer.from((yield* peer.receive) ?? []).toString(), "answer")
    }),

  "fails with the reason when it breaks, to a reader and to one that waits for just that": (connect) =>
    Effect.gen(function* () {
      const { connection, peer, resets } = yield* connect()
      if (!resets) return
      const waiting = yield* Effect.fork(Effect.flip(connection.broken))
      yield* Effect.yieldNow()
      yield* Effect.fork(peer.reset)
      assert.equal(yield* endOf(connection), "Reset")
      assert.equal((yield* Fiber.join(waiting)).reason, "Reset")
      assert.equal((yield* Effect.flip(connection.broken)).reason, "Reset")
      assert.equal(connection.unsafeSend(Buffer.from("too late")), false)
    }),

  "fails with the error that gives it up, also after the peer's end": (connect) =>
    Effect.gen(function* () {
      const { connection, peer } = yield* connect()
      yield* peer.end
      assert.equal(yield* endOf(connection), "EndOfStream")
      connection.unsafeFail(new ConnectionError({ reason: "Expired" }))
      assert.equal(yield* endOf(connection), "Expired")
    }),

  "makes what a consumer throws a defect of the reader": (connect) =>
    Effect.gen(function* () {
      const { connection, peer } = yield* connect()
      const throwing = connection.readWhile({ receive: () => assert.fail("thrown by the consumer") })
      const reading = yield* Effect.fork(Effect.sandbox(throwing))
      yield* Effect.yieldNow()
      yield* peer.send(Buffer.from("bytes"))
      assert.equal((yield* Effect.flip(Fiber.join(reading)))._tag, "Die")
    }),

  "cuts off a peer that lets more than the hard limit pile up, and then drops what it is given": (connect) =>
    Effect.gen(function* () {
      const { connection } = yield* connect({ soft: 1, hard: 8 * 1024 * 1024 })
      let taken = true
      for (let size = 0; taken && size < 20; size++) taken = connection.unsafeSend(Buffer.alloc(8 * 1024 * 1024))
      assert.equal(taken, false)
      assert.equal(yield* endOf(connection), "TooSlow")
      assert.equal(connection.unsafeSend(Buffer.from("nothing happens")), false)
      yield* connection.drained
      yield* connection.flushed
      yield* connection.close
    }),

  "sends all that was queued, in order, before it ends its side": (connect) =>
    Effect.gen(function* () {
      const { connection, peer } = yield* connect(roomy)
      const bytes = numbered(MUCH)
      for (let at = 0; at < bytes.length; at += 8192) connection.unsafeSend(bytes.subarray(at, at + 8192))
      assert.ok(connection.unsent > 0)
      const closing = yield* Effect.fork(connection.close)
      assert.ok((yield* receiveAll(peer)).equals(bytes))
      yield* peer.end
      yield* Fiber.join(closing)
      assert.equal(connection.unsafeSend(Buffer.from("too late")), false)
    }),

  "is flushed when the peer has taken all, and counts what was written": (connect) =>
    Effect.gen(function* () {
      const { connection, peer } = yield* connect(roomy)
      const bytes = numbered(MUCH)
      for (let at = 0; at < bytes.length; at += 1024) connection.unsafeSend(bytes.subarray(at, at + 1024))
      assert.ok(connection.written < bytes.length)
      const receiving = yield* Effect.fork(receiveAll(peer))
      yield* connection.flushed
      assert.equal(connection.unsent, 0)
      assert.equal(connection.written, bytes.length)
      const closing = yield* Effect.fork(connection.close)
      assert.ok((yield* Fiber.join(receiving)).equals(bytes))
      yield* peer.end
      yield* Fiber.join(closing)
    }),

  "is drained and flushed when it breaks": (connect) =>
    Effect.gen(function* () {
      const { connection } = yield* connect({ soft: 0, ...roomy })
      connection.unsafeSend(Buffer.alloc(32 * 1024 * 1024))
      assert.ok(connection.unsent > 0)
      const waiting = yield* Effect.fork(Effect.all([connection.drained, connection.flushed]))
      yield* Effect.yieldNow()
      yield* connection.reset
      yield* Fiber.join(waiting)
      yield* Effect.all([connection.drained, connection.flushed])
    })
}
