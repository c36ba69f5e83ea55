/**
 * The yardstick of the web: `chat.v1` on plain `node:http`, as fast as we know how to write it, without limits, checks or
 * history. What is said in one turn of the event loop goes to each member in one buffer, framed once for all of them.
 *
 * `node WebTickServer PORT`
 */
import { createHash } from "node:crypto"
import { createServer } from "node:http"
import type { Socket } from "node:net"

const ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

/** Bytes that may wait for a client that does not read. */
const MOST_WAITING = 4 * 1024 * 1024

const textFrame = (payload: string): Buffer => {
  const size = Buffer.byteLength(payload)
  const head = size < 126 ? 2 : size < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafeSlow(head + size)
  frame[0] = 0x81
  if (head === 2) frame[1] = size
  else if (head === 4) {
    frame[1] = 126
    frame.writeUInt16BE(size, 2)
  } else {
    frame[1] = 127
    frame.writeUInt32BE(0, 2)
    frame.writeUInt32BE(size, 6)
  }
  frame.write(payload, head)
  return frame
}

class Channel {
  readonly members = new Set<Member>()
  private pieces: Array<string> = []
  n = 0

  constructor(readonly name: string) {}

  /** Something happens; it is sent at the end of this turn. */
  add(event: string): void {
    if (this.pieces.length === 0) setImmediate(() => this.flush())
    this.pieces.push(`{"n":${++this.n},"at":${Date.now()},${event}}`)
  }

  private flush(): void {
    const frame = textFrame(
      `{"type":"events","channel":${JSON.stringify(this.name)},"live":true,"events":[${this.pieces.join(",")}]}`
    )
    this.pieces = []
    for (const member of this.members) member.send(frame)
  }
}

const channels = new Map<string, Channel>()

const channelOf = (name: string): Channel => {
  const known = channels.get(name) ?? new Channel(name)
  channels.set(name, known)
  return known
}

interface Request {
  readonly type?: string
  readonly name: string
  readonly channel: string
  readonly text: string
  readonly id: string
}

class Member {
  private person = ""
  private channel: Channel | undefined
  private rest: Buffer | undefined

  constructor(private readonly socket: Socket) {}

  send(frame: Buffer): void {
    if (this.socket.destroyed) return
    if (this.socket.writableLength > MOST_WAITING) this.socket.destroy()
    else this.socket.write(frame)
  }

  leave(): void {
    this.channel?.members.delete(this)
    this.channel?.add(`"type":"left",${this.person}`)
  }

  receive(chunk: Buffer): void {
    const bytes = this.rest === undefined ? chunk : Buffer.concat([this.rest, chunk])
    let at = 0
    while (bytes.length - at >= 6) {
      const short = (bytes[at + 1] as number) & 0x7f
      const head = short < 126 ? 6 : 8
      if (bytes.length - at < head) break
      const size = short < 126 ? short : bytes.readUInt16BE(at + 2)
      if (bytes.length - at < head + size) break
      const payload = bytes.subarray(at + head, at + head + size)
      for (let index = 0; index < size; index++) {
        payload[index] = (payload[index] as number) ^ (bytes[at + head - 4 + (index & 3)] as number)
      }
      this.obey(JSON.parse(payload.toString()))
      at += head + size
    }
    this.rest = at < bytes.length ? bytes.subarray(at) : undefined
  }

  private obey({ channel, id, name, text, type }: Request): void {
    if (type === "hello") this.person = `"by":"${name}","from":"${name}"`
    else if (type === "join") {
      this.channel = channelOf(channel)
      this.channel.add(`"type":"joined",${this.person}`)
      this.send(textFrame(JSON.stringify({ type: "entered", channel, head: this.channel.n })))
      this.channel.members.add(this)
    } else if (type === "send") {
      this.channel?.add(`"type":"message",${this.person},"text":${JSON.stringify(text)},"id":"${id}"`)
    }
  }
}

const server = createServer((_, response) => response.end())
server.on("upgrade", (request, duplex, head) => {
  const socket = duplex as Socket
  const key = createHash("sha1").update(`${request.headers["sec-websocket-key"]}${ACCEPT}`)
  const answer = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${key.digest("base64")}`,
    "Sec-WebSocket-Protocol: chat.v1"
  ]
  socket.setNoDelay(true)
  socket.setTimeout(0)
  socket.write(`${answer.join("\r\n")}\r\n\r\n`)
  const member = new Member(socket)
  if (head.length > 0) member.receive(head)
  socket.on("data", (chunk: Buffer) => member.receive(chunk))
  socket.on("error", () => undefined)
  socket.on("close", () => member.leave())
})
server.listen({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 4096 }, () =>
  process.stderr.write("listening on 127.0.0.1\n")
)
