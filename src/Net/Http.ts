/**
 * A door for HTTP: small answers, and WebSockets. Sockets are accepted by `Listener`, with or without TLS, and parsed by an
 * HTTP server of Node's that never listens itself; one that is upgraded becomes an ordinary `Connection`.
 *
 * Invariants: a body is never read; everything that a peer may send or leave out before an answer has a bound; `onSocket`'s
 * release runs when the socket closes, unless it was upgraded.
 */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  STATUS_CODES
} from "node:http"
import type { Socket } from "node:net"
import type { Duplex } from "node:stream"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Address, ListenError } from "./Address.ts"
import { Connection } from "./Connection.ts"
import * as Listener from "./Listener.ts"
import type { SendBudget } from "./SendBudget.ts"

export interface Request {
  readonly method: string
  /** With what follows a `?`. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  /** The address at the other end of the socket; none on a Unix socket. */
  readonly address: string | undefined
}

export interface Response {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** The peer gets its WebSocket. */
export interface Upgrade {
  readonly headers: Readonly<Record<string, string>>
  /** The peer's own address, if a proxy has said it. */
  readonly remoteAddress?: string | undefined
  /** From then on the callee owns the connection, and what `onSocket` counted. */
  readonly onConnection: (connection: Connection) => void
}

/** What is known of a socket from its beginning. */
export interface Guest {
  readonly respond: (request: Request) => Response
  readonly upgrade: (request: Request) => Response | Upgrade
  /** The socket has closed, without an upgrade. */
  readonly release: () => void
}

export interface HttpOptions {
  readonly address: Address
  readonly secure?: Listener.SecureServer | undefined
  readonly sendBudget: SendBudget
  /** Seconds for the head of a request; and for a response, to be taken. */
  readonly headTimeout: number
  readonly stallTimeout: number
  /** Who a socket is to be served by; undefined: it is cut off. */
  readonly onSocket: (address: string | undefined) => Guest | undefined
}

/** Bytes of a request's head. Browsers send some hundred. */
const HEAD_SIZE = 8 * 1024

/** Milliseconds until a connection closes on which nothing is asked: a page's few files come at once. */
const KEEP_ALIVE = 5000

/** Requests on one connection, so that their work is shared out again. */
const REQUESTS = 100

/** Milliseconds from one look at the deadlines to the next. */
const CHECK = 1000

const requestOf = ({ headers, method = "", socket, url = "" }: IncomingMessage): Request => ({
  method,
  target: url,
  headers,
  address: socket.remoteAddress
})

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0

const send = (response: ServerResponse, { body, headers, status }: Response): void => {
  // Node writes the date, the length and how the connection goes on.
  response.writeHead(status, { ...headers, "content-length": body.length })
  response.end(body)
}

const statusLine = (status: number): string => `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`

const head = (status: number, headers: Readonly<Record<string, string>>): string => {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return `${[statusLine(status), ...fields].join("\r\n")}\r\n\r\n`
}

/** Refuses an upgrade: Node leaves the socket to us. */
const refuse = (socket: Duplex, { body, headers, status }: Response): void => {
  socket.write(head(status, { ...headers, "content-length": String(body.length), connection: "close" }))
  socket.end(body, () => socket.destroy())
}

/** Serves HTTP until the scope closes, and returns the address that it listens on. */
export const listen = (options: HttpOptions): Effect.Effect<Address, ListenError, Scope.Scope> =>
  Effect.gen(function* () {
    const guests = new WeakMap<object, Guest>()
    const { headTimeout, onSocket, secure, sendBudget, stallTimeout } = options
    const http = yield* Effect.acquireRelease(
      Effect.sync(() =>
        createServer({
          maxHeaderSize: HEAD_SIZE,
          headersTimeout: headTimeout * 1000,
          requestTimeout: headTimeout * 1000,
          keepAliveTimeout: KEEP_ALIVE,
          connectionsCheckingInterval: CHECK
        })
      ),
      (http) =>
        Effect.sync(() => {
          http.close()
          http.closeAllConnections()
        })
    )
    http.maxRequestsPerSocket = REQUESTS
    http.timeout = stallTimeout * 1000
    http.on("dropRequest", (_, socket) => socket.destroy())
    http.on("request", (request, response) => {
      const guest = guests.get(request.socket)
      if (guest === undefined) return void request.socket.destroy()
      // Nobody waits for the rest of a body.
      if (hasBody(request)) response.setHeader("connection", "close")
      send(response, guest.respond(requestOf(request)))
    })
    http.on("upgrade", (request, duplex, rest) => {
      const socket = duplex as Socket
      const guest = guests.get(socket)
      if (guest === undefined) return void socket.destroy()
      const answer = guest.upgrade(requestOf(request))
      if ("status" in answer) return refuse(socket, answer)
      guests.delete(socket)
      socket.setTimeout(0)
      socket.write(head(101, { upgrade: "websocket", connection: "Upgrade", ...answer.headers }))
      if (rest.length > 0) socket.unshift(rest)
      const { onConnection, remoteAddress } = answer
      onConnection(new Connection(socket, { sendBudget, linger: Listener.LINGER, remoteAddress }))
    })
    // Without this event Node watches no deadline: it believes that the server has not begun.
    http.emit("listening")
    return yield* Listener.listenForSockets({
      address: options.address,
      secure,
      onSocket: (socket) => {
        const guest = onSocket(socket.remoteAddress)
        socket.on("error", () => {})
        if (guest === undefined) return void socket.destroy()
        guests.set(socket, guest)
        socket.once("close", () => {
          if (guests.delete(socket)) guest.release()
        })
        http.emit("connection", socket)
      }
    })
  })
