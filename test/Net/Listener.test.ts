import assert from "node:assert/strict"
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type { Address } from "../../src/Net/Address.ts"
import { type Connection, read } from "../../src/Net/Connection.ts"
import * as Connector from "../../src/Net/Connector.ts"
import * as Listener from "../../src/Net/Listener.ts"
import { socketPath } from "../support/Sockets.ts"

const listen = (address: Address) =>
  Effect.gen(function* () {
    const accepted = yield* Queue.unbounded<Connection>()
    const bound = yield* Listener.listen({ address, onConnection: (connection) => accepted.unsafeOffer(connection) })
    return { bound, accepted }
  })

const loopback: Address = { _tag: "Tcp", host: "127.0.0.1", port: 0 }

describe("listen", () => {
  it.scopedLive("answers with the port it got, and accepts on it", () =>
    Effect.gen(function* () {
      const { accepted, bound } = yield* listen(loopback)
      assert.ok(bound._tag === "Tcp" && bound.port > 0 && bound.host === "127.0.0.1")
      const client = yield* Connector.connect(bound)
      const connection = yield* Queue.take(accepted)
      assert.match(connection.peer, /^127\.0\.0\.1:\d+$/)
      client.unsafeSend(Buffer.from("hello"))
      assert.equal(Buffer.from(yield* read(connection)).toString(), "hello")
    })
  )

  it.scopedLive("fails on a port in use, an address of another machine and a name of none", () =>
    Effect.gen(function* () {
      const { bound } = yield* listen(loopback)
      const inUse = yield* Effect.flip(listen(bound))
      assert.equal(inUse.reason, "InUse")
      assert.match(inUse.message, /^Unable to listen on 127\.0\.0\.1:\d+: it is already in use\.$/)
      const elsewhere = yield* Effect.flip(listen({ _tag: "Tcp", host: "192.0.2.1", port: 0 }))
      assert.equal(elsewhere.reason, "NotAvailable")
    })
  )

  it.scopedLive("stops accepting when its scope closes, and lets accepted connections live", () =>
    Effect.gen(function* () {
      const { accepted, bound } = yield* Effect.scoped(
        Effect.tap(listen(loopback), ({ bound }) => Effect.asVoid(Connector.connect(bound)))
      )
      assert.ok((yield* Queue.take(accepted)).peer.length > 0)
      const refused = yield* Effect.flip(Effect.scoped(Connector.connect(bound)))
      assert.equal(refused._tag, "ConnectError")
    })
  )

  it.scopedLive("replaces a socket file on which nobody answers, and removes its own in the end", () =>
    Effect.gen(function* () {
      const path = yield* socketPath
      // A file that a server leaves behind when it is killed: closing removes it only where it was made.
      yield* Effect.async<void>((resume) => {
        const killed = createServer()
        killed.listen(`${path}.killed`, () => {
          renameSync(`${path}.killed`, path)
          killed.close(() => resume(Effect.void))
        })
      })
      assert.ok(existsSync(path))
      yield* Effect.scoped(Effect.asVoid(listen({ _tag: "Unix", path })))
      assert.equal(existsSync(path), false)
    })
  )

  it.scopedLive("leaves a socket alone on which somebody answers, and a file that is none", () =>
    Effect.gen(function* () {
      const path = yield* socketPath
      yield* listen({ _tag: "Unix", path })
      assert.equal((yield* Effect.flip(listen({ _tag: "Unix", path }))).reason, "InUse")
      yield* Effect.scoped(Connector.connect({ _tag: "Unix", path }))
      const file = `${path}.txt`
      writeFileSync(file, "precious")
      assert.equal((yield* Effect.flip(listen({ _tag: "Unix", path: file }))).reason, "InUse")
      assert.equal(readFileSync(file, "utf8"), "precious")
    })
  )
})

describe("connect", () => {
  const listening = Effect.map(listen(loopback), ({ bound }) => (bound as Extract<Address, { _tag: "Tcp" }>).port)

  it.scopedLive("tries the addresses of a host in turn until one answers", () =>
    Effect.gen(function* () {
      const port = yield* listening
      const resolve = () => Effect.succeed(["127.0.0.2", "::1", "127.0.0.1"])
      yield* Connector.connect({ _tag: "Tcp", host: "several", port }, { resolve })
    })
  )

  it.scopedLive("fails when none answers, and when a name has none", () =>
    Effect.gen(function* () {
      const port = yield* listening
      const none = Connector.connect(
        { _tag: "Tcp", host: "several", port },
        { resolve: () => Effect.succeed(["127.0.0.2", "::1"]) }
      )
      assert.equal((yield* Effect.flip(none))._tag, "ConnectError")
      const unknown = Connector.connect({ _tag: "Tcp", host: "no-such-name.invalid", port })
      assert.equal((yield* Effect.flip(unknown))._tag, "ConnectError")
    })
  )
})
