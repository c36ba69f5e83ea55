/** TLS between the built server and the built client, and what happens if only one of two peers speaks it. */
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { connect as connectTcp, type Socket } from "node:net"
import { connect } from "node:tls"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Certificate from "../support/Certificate.ts"
import { frame } from "../support/frames.ts"
import { startClient } from "./support/ChatClient.ts"
import { run, startServer } from "./support/Program.ts"
import { connectTo } from "./support/RawSocket.ts"
import { startOnTerminal } from "./support/TerminalProgram.ts"

/** A server with a certificate for `localhost`, and its files. */
const startSecure = (host?: string) =>
  Effect.gen(function* () {
    const files = yield* Certificate.make(host)
    const flags = ["--tls-cert", files.certificate, "--tls-key", files.key, "--log-level", "debug"]
    return { files, server: yield* startServer("127.0.0.1", { flags }) }
  })

const openTcp = (port: number) =>
  Effect.acquireRelease(
    Effect.async<Socket>((resume) => {
      const socket = connectTcp({ host: "127.0.0.1", port }, () => resume(Effect.succeed(socket)))
    }),
    (socket) => Effect.sync(() => socket.destroy())
  )

describe("a server with a certificate", () => {
  it.scopedLive("serves clients that trust it", () =>
    Effect.gen(function* () {
      const { files, server } = yield* startSecure()
      const trust = ["--tls-ca", files.certificate]
      const ann = yield* startClient(["Ann", "localhost", server.port, ...trust])
      yield* ann.types("/create lab")
      yield* ann.types("/list")
      yield* ann.shows("lab")
      const ben = yield* startClient(["Ben", "127.0.0.1", server.port, ...trust])
      yield* ben.types("/join lab")
      yield* ann.shows("Ben has joined")
      yield* ann.types("hello")
      yield* ben.shows("[Ann] hello")
      yield* server.signal("SIGTERM")
      yield* ann.losesServer("localhost", server.port)
      yield* ben.losesServer("127.0.0.1", server.port)
    })
  )

  it.scopedLive.each([
    ["that trusts other authorities", "localhost", undefined, /self-signed certificate/],
    [
      "to which it calls itself by another name",
      "elsewhere",
      "certificate",
      /not for localhost, but for elsewhere, 127\.0\.0\.1\.$/m
    ]
  ] as const)("is not talked to by a client %s", ([, host, trust, why]) =>
    Effect.gen(function* () {
      const { files, server } = yield* startSecure(host)
      const flags = trust === undefined ? ["--tls"] : ["--tls-ca", files.certificate]
      const { status, stderr, stdout } = yield* run(["client", "Ann", "localhost", `${server.port}`, ...flags])
      assert.equal(stdout, `Unable to connect to localhost:${server.port}\n`)
      assert.match(stderr, /^chat: No trusted TLS connection to localhost:\d+: [^\n]+\.\n$/)
      assert.match(stderr, why)
      assert.equal(status, 1)
    })
  )

  it.scopedLive("is not what the authorities in a client's file vouch for, if they are others", () =>
    Effect.gen(function* () {
      const { server } = yield* startSecure()
      const { certificate } = yield* Certificate.make()
      const { status, stderr } = yield* run(["list", "localhost", `${server.port}`, "--tls-ca", certificate])
      const why = `no authority in ${certificate} vouches for its certificate`
      assert.ok(stderr.startsWith(`chat: No trusted TLS connection to localhost:${server.port}: ${why} (`), stderr)
      assert.doesNotMatch(stderr, /--tls-ca/)
      assert.equal(status, 1)
    })
  )

  it.scopedLive("is suspected by a client that does not speak TLS, which says what helps", () =>
    Effect.gen(function* () {
      const { server } = yield* startSecure()
      const port = String(server.port)
      const size = { cols: 80, rows: 24 }
      const { exit, screen } = yield* startOnTerminal(["client", "Ann", "127.0.0.1", port, "--no-reconnect"], size)
      assert.equal(yield* exit, 1)
      yield* screen.endsWith(
        "hh:mm -- Nothing came from the server: if it speaks TLS, try --tls.",
        `Server at 127.0.0.1:${port} has disconnected`
      )
    })
  )

  it.scopedLive.each([
    ["send", ["Bot"], ["--channel", "lab", "hello"]],
    ["list", [], []]
  ] as const)("is suspected by `chat %s` without TLS, which says what helps", ([command, name, options]) =>
    Effect.gen(function* () {
      const { server } = yield* startSecure()
      const { status, stderr, stdout } = yield* run([command, ...name, "127.0.0.1", `${server.port}`, ...options])
      const sentence = "Nothing came from the server: if it speaks TLS, try --tls."
      assert.deepEqual(
        { status, stdout, stderr },
        { status: 1, stdout: "", stderr: `chat: Server at 127.0.0.1:${server.port} has disconnected. ${sentence}\n` }
      )
    })
  )

  it.scopedLive("ends a connection that does not speak TLS cleanly, and continues to serve", () =>
    Effect.gen(function* () {
      const { files, server } = yield* startSecure()
      const plain = yield* connectTo(server.port)
      yield* plain.sendFrames("Ann")
      yield* plain.received.ended
      yield* startClient(["Ben", "localhost", server.port, "--tls-ca", files.certificate])
    })
  )

  it.scopedLive("disconnects a client that breaks the encryption", () =>
    Effect.gen(function* () {
      const { files, server } = yield* startSecure()
      const ann = yield* startClient(["Ann", "localhost", server.port, "--tls-ca", files.certificate])
      yield* ann.types("/create lab")
      yield* ann.types("/list")
      yield* ann.shows("lab")
      const raw = yield* openTcp(server.port)
      const eve = connect({ socket: raw, ca: readFileSync(files.certificate), servername: "localhost" })
      eve.on("error", () => {})
      eve.write(Buffer.concat([frame("Eve"), frame("/join lab")]))
      yield* ann.shows("Eve has joined")
      // A record of application data that no key has made.
      raw.write(Buffer.from([0x17, 0x03, 0x03, 0x00, 0x10, ...Array<number>(16).fill(7)]))
      yield* ann.shows("Eve has left")
    })
  )

  it.scopedLive("reads it again at SIGHUP and drops nobody; one that is broken changes nothing", () =>
    Effect.gen(function* () {
      const { files, server } = yield* startSecure()
      const ann = yield* startClient(["Ann", "localhost", server.port, "--tls-ca", files.certificate])
      yield* ann.types("/create lab")

      // A certificate of another key than the one beside it.
      yield* Certificate.write({ certificate: files.certificate, key: `${files.key}.other` })
      yield* server.signal("SIGHUP")
      yield* server.stderr.contains(
        `stays as it was: ${files.key} is not the key of the certificate in ${files.certificate}.`
      )
      // A renewal that empties the file before it writes.
      yield* Effect.promise(() => writeFile(files.certificate, ""))
      yield* server.signal("SIGHUP")
      yield* server.stderr.contains(`stays as it was: ${files.certificate} is empty.`)
      yield* Certificate.write(files)
      yield* server.signal("SIGHUP")
      yield* server.stderr.contains("the TLS certificate has been read again")

      const ben = yield* startClient(["Ben", "localhost", server.port, "--tls-ca", files.certificate])
      yield* ben.types("/join lab")
      yield* ann.shows("Ben has joined")
    })
  )
})

describe("a server without a certificate", () => {
  it.scopedLive("is what a client on a terminal says once does not speak TLS", () =>
    Effect.gen(function* () {
      const { port } = yield* startServer()
      const size = { cols: 120, rows: 24 }
      const { exit, screen } = yield* startOnTerminal(["client", "Ann", "127.0.0.1", String(port), "--tls"], size)
      assert.equal(yield* exit, 1)
      const why = "it has ended the handshake, and may not speak TLS."
      yield* screen.shows(`No trusted TLS connection to 127.0.0.1:${port}: ${why}`)
    })
  )

  it.scopedLive("ends a TLS handshake cleanly, and continues to serve", () =>
    Effect.gen(function* () {
      const server = yield* startServer()
      const { status, stderr, stdout } = yield* run(["client", "Ann", "127.0.0.1", `${server.port}`, "--tls"])
      assert.equal(stdout, `Unable to connect to 127.0.0.1:${server.port}\n`)
      assert.match(
        stderr,
        /^chat: No trusted TLS connection to [^\n]+: it has ended the handshake, and may not speak TLS\.\n$/
      )
      assert.equal(status, 1)
      yield* startClient(["Ben", "127.0.0.1", server.port])
    })
  )
})
