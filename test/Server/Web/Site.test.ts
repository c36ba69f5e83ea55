import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { describe, it } from "@effect/vitest"
import type { Request } from "../../../src/Net/Http.ts"
import * as Site from "../../../src/Server/Web/Site.ts"

const asset = (path: string, isHashed: boolean): Site.Asset => ({
  path,
  type: "text/plain",
  isHashed,
  identity: Buffer.from(`plain ${path}`).toString("base64"),
  brotli: Buffer.from(`small ${path}`).toString("base64")
})

const site = Site.make({ origins: [], hostname: "box" }, [asset("/", false), asset("/app.1.js", true)])

const request = (target: string, headers: Request["headers"] = {}, method = "GET"): Request => ({
  method,
  target,
  headers: { host: "localhost:8080", ...headers },
  address: "127.0.0.1"
})

const respond = (target: string, headers?: Request["headers"], method?: string) => {
  const { body, headers: answered, status } = site.respond(request(target, headers, method))
  return { status, headers: answered, text: Buffer.from(body).toString() }
}

/** The example of RFC 6455, 1.3. */
const handshake = {
  upgrade: "websocket",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  "sec-websocket-version": "13"
}

describe("the site", () => {
  it("serves its files, compressed to those who take that, and forbids everything else to the page", () => {
    const page = respond("/?utm=1")
    assert.deepEqual([page.status, page.text, page.headers["cache-control"]], [200, "plain /", "no-cache"])
    assert.match(
      page.headers["content-security-policy"] ?? "",
      /default-src 'none'.*require-trusted-types-for 'script'/
    )
    assert.equal(page.headers["x-content-type-options"], "nosniff")
    const script = respond("/app.1.js", { "accept-encoding": "gzip, br;q=0.9" })
    assert.deepEqual([script.text, script.headers["content-encoding"]], ["small /app.1.js", "br"])
    assert.match(script.headers["cache-control"] ?? "", /immutable/)
    assert.equal(respond("/", {}, "HEAD").text, "")
  })

  it("does not send again what the browser has", () => {
    const { headers } = respond("/")
    assert.deepEqual(respond("/", { "if-none-match": headers["etag"] }).status, 304)
    assert.deepEqual(respond("/", { "if-none-match": `"other"` }).status, 200)
  })

  it.each([
    ["a path that there is not", "/../etc/passwd", {}, "GET", 404],
    ["a method that changes something", "/", {}, "POST", 405],
    ["a WebSocket that is asked for as a file", "/ws", {}, "GET", 426],
    ["a page of another site", "/", { origin: "https://evil.example" }, "GET", 403],
    ["a name that is not ours", "/", { host: "evil.example" }, "GET", 403]
  ] as const)("refuses %s", (_, target, headers, method, status) => {
    assert.equal(respond(target, headers, method).status, status)
  })

  it("says that it is there", () => {
    assert.deepEqual(respond("/healthz").status, 200)
  })

  it("shakes hands as RFC 6455 has it, and takes the protocol that it speaks", () => {
    const answer = site.shake(request("/ws", { ...handshake, "sec-websocket-protocol": "chat.v2, chat.v1" }))
    assert.ok("isForeign" in answer)
    assert.equal(answer.isForeign, false)
    assert.deepEqual(answer.headers, {
      "sec-websocket-accept": "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
      "sec-websocket-protocol": "chat.v1"
    })
    const key = createHash("sha1").update(`${handshake["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    assert.equal(answer.headers["sec-websocket-accept"], key.digest("base64"))
  })

  it("lets in who names no protocol, and tells who wants another one in the open connection", () => {
    const plain = site.shake(request("/ws", handshake))
    assert.ok("isForeign" in plain && !plain.isForeign)
    const foreign = site.shake(request("/ws", { ...handshake, "sec-websocket-protocol": "mqtt" }))
    assert.ok("isForeign" in foreign && foreign.isForeign)
    assert.equal(foreign.headers["sec-websocket-protocol"], "mqtt")
  })

  it.each([
    ["at another place", "/", {}, 404],
    ["without a key", "/ws", { "sec-websocket-key": undefined }, 400],
    ["with a key that is none", "/ws", { "sec-websocket-key": "short" }, 400],
    ["for something else", "/ws", { upgrade: "h2c" }, 400],
    ["of another version", "/ws", { "sec-websocket-version": "8" }, 426],
    ["from a page of another site", "/ws", { origin: "https://evil.example" }, 403],
    ["to a name that is not ours", "/ws", { host: "evil.example", origin: "http://evil.example" }, 403]
  ] as const)("refuses a handshake %s", (_, target, headers, status) => {
    const answer = site.shake(request(target, { ...handshake, ...headers }))
    assert.ok("status" in answer && answer.status === status)
  })
})
