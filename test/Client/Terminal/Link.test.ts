/** Whether a link says what became of bytes, over a connection in memory and over a socket. */
import assert from "node:assert/strict"
import { type AddressInfo, createServer, type Server, type Socket } from "node:net"
import { describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Link from "../../../src/Client/Terminal/Link.ts"
import { incoming } from "../../../src/Net/Connection.ts"
import * as Connector from "../../../src/Net/Connector.ts"
import { frame } from "../../support/frames.ts"
import { MemoryPeer } from "../../support/MemoryPeer.ts"

describe("a link", () => {
  it("has sent what its connection takes, be it only queued", () => {
    const peer = new MemoryPeer()
    const link = Link.make(peer.connection)
    assert.equal(Link.send(link, frame("hello")), true)
    peer.stalled = true
    assert.equal(Link.send(link, frame("hello")), true)
  })

  it("sends nothing after its end has been seen", () => {
    const peer = new MemoryPeer()
    const link = Link.make(peer.connection)
    link.ended = true
    assert.equal(Link.send(link, frame("hello")), false)
    assert.equal(peer.takeReceived().length, 0)
  })

  it("has not sent what a connection that is reset drops", () => {
    const peer = new MemoryPeer()
    peer.reset()
    assert.equal(Link.send(Link.make(peer.connection), frame("hello")), false)
  })

  it.scopedLive("has sent what a socket takes, and not what it drops after a reset", () =>
    Effect.gen(function* () {
      const accepted = yield* Deferred.make<Socket>()
      const server = yield* Effect.acquireRelease(
        Effect.async<Server>((resume) => {
          const server = createServer((socket) => Deferred.unsafeDone(accepted, Effect.succeed(socket)))
          server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
        }),
        (server) => Effect.sync(() => server.close())
      )
      const { port } = server.address() as AddressInfo
      const connection = yield* Connector.connect({ _tag: "Tcp", host: "127.0.0.1", port })
      const link = Link.make(connection)
      assert.equal(Link.send(link, frame("hello")), true)
      const peer = yield* Deferred.await(accepted)
      peer.resetAndDestroy()
      const { reason } = yield* Effect.flip(Stream.runDrain(incoming(connection)))
      assert.equal(reason, "Reset")
      assert.equal(Link.send(link, frame("hello")), false)
    })
  )
})
