/**
 * What the web's door answers: the page's files, and the handshake of its WebSocket. Pure.
 *
 * Everything is refused before the upgrade that a person at the page need not read: a browser cannot read a refused
 * handshake, so the rest is said in the open connection.
 */
import { createHash } from "node:crypto"
import { SUBPROTOCOL } from "../../Dialect/Web/Protocol.ts"
import type { Request, Response } from "../../Net/Http.ts"
import * as HttpAccess from "../../Net/HttpAccess.ts"

/** A file of the page, made at the build. */
export interface Asset {
  readonly path: string
  readonly type: string
  /** Whether its path changes with its contents. */
  readonly isHashed: boolean
  /** In base64, plain and compressed. */
  readonly identity: string
  readonly brotli: string
}

interface File extends Asset {
  readonly etag: string
  readonly plain: Buffer
  readonly compressed: Buffer
}

/** Nothing but the page's own files, and no text is ever made code: `require-trusted-types-for` forbids `innerHTML`. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'"
].join("; ")

const security = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()"
}

const sentence = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response => ({
  status,
  headers: { ...security, "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...headers },
  body: Buffer.from(`${text}\n`)
})

const fileOf = (asset: Asset): File => {
  const plain = Buffer.from(asset.identity, "base64")
  const etag = `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`
  return { ...asset, etag, plain, compressed: Buffer.from(asset.brotli, "base64") }
}

/** The handshake that a server must add to the key before it is hashed (RFC 6455, 1.3). */
const ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

export interface Handshake {
  readonly headers: Readonly<Record<string, string>>
  /** Whether the client wants a protocol that we do not speak: it is told so in the open connection. */
  readonly isForeign: boolean
}

const lower = (header: string | undefined): string => header?.toLowerCase() ?? ""

const words = (header: string | undefined): ReadonlyArray<string> =>
  (header ?? "").split(",").map((word) => word.trim())

export interface Site {
  readonly respond: (request: Request) => Response
  readonly shake: (request: Request) => Response | Handshake
}

/** What a server says that has no room. */
export const full = (text: string): Response => sentence(503, text, { "retry-after": "10" })

export const make = (access: HttpAccess.Access, assets: ReadonlyArray<Asset>): Site => {
  const files = new Map(assets.map((asset) => [asset.path, fileOf(asset)]))

  const refusal = ({ headers }: Request): Response | undefined => {
    const refused = HttpAccess.refusal(access, headers.host, headers.origin)
    return refused === undefined ? undefined : sentence(403, refused)
  }

  const serve = ({ headers, method }: Request, file: File): Response => {
    const isCompressed = words(headers["accept-encoding"]).some((word) => word.split(";")[0] === "br")
    const common = {
      ...security,
      "content-type": file.type,
      etag: file.etag,
      vary: "Accept-Encoding",
      "cache-control": file.isHashed ? "public, max-age=31536000, immutable" : "no-cache"
    }
    if (words(headers["if-none-match"]).includes(file.etag))
      return { status: 304, headers: common, body: Buffer.alloc(0) }
    const body = isCompressed ? file.compressed : file.plain
    return {
      status: 200,
      headers: isCompressed ? { ...common, "content-encoding": "br" } : common,
      body: method === "HEAD" ? Buffer.alloc(0) : body
    }
  }

  const respond = (request: Request): Response => {
    const refused = refusal(request)
    if (refused !== undefined) return refused
    if (request.method !== "GET" && request.method !== "HEAD") {
      return sentence(405, "Only GET is answered here.", { allow: "GET, HEAD" })
    }
    const [path = ""] = request.target.split("?", 1)
    if (path === "/ws") return sentence(426, "A WebSocket is spoken here.", { upgrade: "websocket" })
    if (path === "/healthz") return sentence(200, "ok")
    const file = files.get(path)
    return file === undefined ? sentence(404, "There is nothing here. The chat is at /.") : serve(request, file)
  }

  const shake = (request: Request): Response | Handshake => {
    const refused = refusal(request)
    if (refused !== undefined) return refused
    const { headers, method, target } = request
    if (target.split("?", 1)[0] !== "/ws") return sentence(404, "The WebSocket is at /ws.")
    const key = headers["sec-websocket-key"] ?? ""
    if (method !== "GET" || lower(headers.upgrade) !== "websocket" || !/^[A-Za-z0-9+/]{22}==$/.test(key)) {
      return sentence(400, "This is no handshake of a WebSocket.")
    }
    if (headers["sec-websocket-version"] !== "13") {
      return sentence(426, "The WebSocket protocol has version 13.", { "sec-websocket-version": "13" })
    }
    const offered = headers["sec-websocket-protocol"]
    const protocols = words(offered)
    const accept = {
      "sec-websocket-accept": createHash("sha1")
        .update(key + ACCEPT)
        .digest("base64")
    }
    if (offered === undefined) return { headers: accept, isForeign: false }
    // A browser ends a connection whose server chooses none of what it offers: a foreign one hears its own first.
    const isForeign = !protocols.includes(SUBPROTOCOL)
    const chosen = isForeign ? (protocols[0] ?? "") : SUBPROTOCOL
    return { headers: { ...accept, "sec-websocket-protocol": chosen }, isForeign }
  }

  return { respond, shake }
}
