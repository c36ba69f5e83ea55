/**
 * The connection to the server: one WebSocket at a time. It notices by itself when nothing comes any more, which a browser
 * does not say for minutes, and looks at once when the page is seen or online again.
 */
import type { ClientMessage, ServerMessage } from "../src/Dialect/Web/Protocol.ts"

/** The server pings after 25 s of silence. */
const SILENCE = 35_000

/** What an answer may take when the page wakes up. */
const PATIENCE = 5000

export interface Listener {
  readonly onOpen: () => void
  readonly onMessage: (message: ServerMessage) => void
  readonly onClose: (code: number) => void
}

export class Link {
  private socket: WebSocket | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private waiting: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly listener: Listener) {
    addEventListener("online", () => this.wake())
    addEventListener("pageshow", () => this.wake())
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.wake()
    })
  }

  /** Connects in some milliseconds, once. */
  connect(delay: number): void {
    clearTimeout(this.waiting)
    this.waiting = setTimeout(() => this.open(), delay)
  }

  send(message: ClientMessage): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message))
  }

  /** Ends the connection; `onClose` is told at once, because a dead one may take minutes to say so. */
  close(code = 4000): void {
    const { socket } = this
    if (socket === undefined) return
    this.socket = undefined
    clearTimeout(this.timer)
    socket.close(code)
    this.listener.onClose(code)
  }

  private open(): void {
    this.waiting = undefined
    this.socket?.close(4000)
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`, "chat.v1")
    this.socket = socket
    this.expect(SILENCE)
    socket.onopen = () => {
      if (this.socket === socket) this.listener.onOpen()
    }
    socket.onmessage = ({ data }) => {
      if (this.socket !== socket) return
      this.expect(SILENCE)
      if (data === "{}") socket.send("{}")
      else this.listener.onMessage(JSON.parse(data))
    }
    socket.onclose = ({ code }) => {
      if (this.socket !== socket) return
      this.socket = undefined
      clearTimeout(this.timer)
      this.listener.onClose(code)
    }
  }

  /** Something must come in so many milliseconds. */
  private expect(patience: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.close(), patience)
  }

  /** The page is seen again, or the network is back: what was believed of the connection may be old. */
  private wake(): void {
    if (this.waiting !== undefined) this.connect(0)
    else if (this.socket?.readyState === WebSocket.OPEN) {
      this.send({ type: "ping" })
      this.expect(PATIENCE)
    }
  }
}
