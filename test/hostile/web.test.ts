/** Peers of the web's door that do what no browser does: each is told so, or cut off, and two who talk notice nothing. */
import assert from "node:assert/strict"
import { connect } from "node:net"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { connectTo, type RawSocket } from "../process/support/RawSocket.ts"
import { clientFrame, parse } from "../support/WebPeer.ts"
import { openWeb, pair, startLiveWeb } from "./support/LiveWeb.ts"

const get = (path: string, ...headers: ReadonlyArray<string>) => request("GET", path, headers)

const request = (method: string, path: string, headers: ReadonlyArray<string>) =>
  [`${method} ${path} HTTP/1.1`, "Host: localhost", ...headers, "", ""].join("\r\n")

const handshake = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
]

/** A head of ten thousand fields. */
const manyHeaders = Array.from({ length: 10_000 }, (_, index) => `X-${index}: y`)

/** What a peer sends, and how the answer begins. */
const requests: ReadonlyArray<readonly [what: string, sent: string, answer: RegExp]> = [
  ["asks from a page of another site", get("/", "Origin: https://evil.example"), /^HTTP\/1.1 403 .*other sites/s],
  [
    "shakes hands from a page of another site",
    get("/ws", ...handshake, "Origin: https://evil.example"),
    /^HTTP\/1.1 403 .*other sites/s
  ],
  [
    "shakes hands by a name that points here only now",
    get("/ws", ...handshake, "Origin: http://evil.example").replace("localhost", "evil.example"),
    /^HTTP\/1.1 403 .*by this name/s
  ],
  ["names no host", get("/").replace("Host: localhost\r\n", ""), /^HTTP\/1.1 400 /],
  ["has ten thousand headers", get("/", ...manyHeaders), /^HTTP\/1.1 431 /],
  ["has a header that is longer than a head may be", get("/", `X: ${"x".repeat(20_000)}`), /^HTTP\/1.1 431 /],
  ["has a target that is longer than a head may be", get(`/${"x".repeat(20_000)}`), /^HTTP\/1.1 431 /],
  ["speaks no HTTP", "hello\r\n\r\n", /^HTTP\/1.1 400 /],
  ["sends a body of a gigabyte", request("POST", "/", ["Content-Length: 1000000000"]), /^HTTP\/1.1 405 /],
  ["asks for another protocol", get("/ws", "Connection: Upgrade", "Upgrade: h2c"), /^HTTP\/1.1 400 /],
  ["sends two lengths", request("POST", "/", ["Content-Length: 1", "Content-Length: 2"]), /^HTTP\/1.1 400 /]
]

/** What a peer sends once its hands are shaken, and the code with which the WebSocket is closed. */
const frames: ReadonlyArray<readonly [what: string, bytes: Uint8Array, code: number]> = [
  ["declares 100 MB", Buffer.of(0x81, 0xff, 0, 0, 0, 0, 6, 0, 0, 0, 1, 2, 3, 4), 1009],
  ["does not mask", Buffer.of(0x81, 2, 0x7b, 0x7d), 1002],
  ["sends no UTF-8", clientFrame(Buffer.of(0xc3, 0x28)), 1007],
  ["sends a message in a hundred fragments", Buffer.concat(Array(100).fill(clientFrame("x", 0x01))), 1002],
  [
    "sends a message of seventeen fragments",
    Buffer.concat([clientFrame("x", 0x01), ...Array(16).fill(clientFrame("", 0x00))]),
    1008
  ],
  ["compresses", clientFrame("{}", 0xc1), 1002],
  ["says something before hello", clientFrame(`{"type":"list","ref":1}`), 4400]
]

const server = startLiveWeb({ nameTimeout: 2 })

const around = (peer: (port: number) => Effect.Effect<void, never, Scope.Scope>) =>
  Effect.gen(function* () {
    const live = yield* server
    const { talk } = yield* pair(live)
    yield* talk
    yield* peer(live.httpPort)
    yield* talk
  })

const answers = (peer: RawSocket, answer: RegExp) => peer.received.until(String(answer), (text) => answer.test(text))

/** The peer is cut off or let go; what it was sent, if anything, is an answer of HTTP. */
const isClosed = (port: number, bytes: string, trickle: ReadonlyArray<string> = []) =>
  Effect.async<string>((resume) => {
    let text = ""
    const socket = connect({ host: "127.0.0.1", port }, () => socket.write(bytes))
    const timer = setInterval(() => {
      const [next] = trickle.slice(socket.bytesWritten % trickle.length)
      if (next !== undefined) socket.write(next)
    }, 200)
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1")
    })
    socket.on("error", () => {})
    socket.on("close", () => {
      clearInterval(timer)
      resume(Effect.succeed(text))
    })
  })

describe("a peer of the web's door that", () => {
  it.scopedLive.each(requests)("%s is answered so", ([, sent, answer]) =>
    around((port) =>
      Effect.gen(function* () {
        const peer = yield* connectTo(port)
        yield* peer.send(sent)
        yield* answers(peer, answer)
      })
    )
  )

  it.scopedLive.each(frames)("%s is told so by the code of its end", ([, bytes, code]) =>
    around((port) =>
      Effect.gen(function* () {
        const peer = yield* connectTo(port)
        yield* peer.send(get("/ws", ...handshake))
        yield* answers(peer, /101 Switching Protocols/)
        yield* peer.send(bytes)
        const all = yield* peer.received.ended
        const [, framed = ""] = all.split("\r\n\r\n")
        assert.equal(parse(Buffer.from(framed, "latin1")).closed, code)
      })
    )
  )

  it.scopedLive("says nothing, half a handshake, a byte at a time, or nothing after the handshake is let go", () =>
    around((port) =>
      Effect.gen(function* () {
        const told = yield* Effect.all(
          [
            isClosed(port, ""),
            isClosed(port, get("/ws", ...handshake).slice(0, -4)),
            isClosed(port, "GET / HTTP/1.1\r\nX: ", ["y"]),
            isClosed(port, get("/ws", ...handshake))
          ],
          { concurrency: "unbounded" }
        )
        for (const [at, answer] of [
          /^HTTP\/1.1 408 |^$/,
          /^HTTP\/1.1 408 /,
          /^HTTP\/1.1 408 /,
          /"code":"silent"/
        ].entries()) {
          assert.match(told[at] ?? "", answer)
        }
      })
    )
  )

  it.scopedLive("ends in the middle of a frame is gone", () =>
    around((port) =>
      Effect.gen(function* () {
        const peer = yield* connectTo(port)
        yield* peer.send(get("/ws", ...handshake))
        yield* answers(peer, /101 Switching Protocols/)
        yield* peer.send(clientFrame(`{"type":"hello"}`).subarray(0, 9))
        yield* peer.end
        yield* peer.received.ended
      })
    )
  )

  it.scopedLive("wants another protocol than ours hears which one we speak", () =>
    around((port) =>
      Effect.gen(function* () {
        const member = yield* openWeb(port, {}, "mqtt")
        yield* member.closed
        assert.deepEqual(member.closedWith, { code: 1002, reason: "the protocol is chat.v1" })
      })
    )
  )

  it.scopedLive("floods with pings and requests delays nobody", () =>
    around((port) =>
      Effect.gen(function* () {
        const peer = yield* connectTo(port)
        yield* peer.send(get("/ws", ...handshake))
        const hello = clientFrame(JSON.stringify({ type: "hello", name: "Flood", session: "f".repeat(22) }))
        const pings = Array<Buffer>(5000).fill(clientFrame("?", 0x89))
        const lists = Array<Buffer>(2000).fill(clientFrame(`{"type":"list","ref":1}`))
        yield* peer.send(Buffer.concat([hello, ...pings, ...lists]))
        yield* answers(peer, /"type":"channels"/)
      })
    )
  )

  it.scopedLive("comes when the server is full reads why, as a page and as a WebSocket", () =>
    Effect.gen(function* () {
      const live = yield* startLiveWeb({ connections: 2 })
      const { talk } = yield* pair(live)
      const page = yield* connectTo(live.httpPort)
      yield* page.send(get("/"))
      yield* answers(page, /^HTTP\/1.1 503 .*The server is full/s)
      yield* page.end
      const member = yield* openWeb(live.httpPort)
      yield* member.closed
      assert.deepEqual([member.refusals, member.closedWith?.code], [["server_full"], 4503])
      yield* talk
    })
  )
})

describe("behind a proxy", () => {
  it.scopedLive("each peer counts for the address that the proxy names, and is its proxy's guest until then", () =>
    Effect.gen(function* () {
      const live = yield* startLiveWeb({ connectionsPerAddress: 1 }, { isBehindProxy: true })
      const from = (address: string) => openWeb(live.httpPort, { "X-Forwarded-For": `10.9.9.9, ${address}` })
      const [one, other] = [yield* from("192.0.2.1"), yield* from("192.0.2.2")]
      const again = yield* from("192.0.2.1")
      yield* again.closed
      assert.deepEqual([again.refusals, again.closedWith?.code], [["server_full"], 4503])
      assert.deepEqual([one.closedWith, other.closedWith], [undefined, undefined])
    })
  )
})
