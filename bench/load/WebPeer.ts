/** A client that speaks `chat.v1` over a WebSocket: as much of it as joining and talking takes. */
import * as Message from "./Message.ts"
import { channelOf, type Events, nameOf, Peer, type Place } from "./Peer.ts"
import type { Target } from "./Workload.ts"

const HANDSHAKE = [
  "GET /ws HTTP/1.1",
  "Host: localhost",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Protocol: chat.v1",
  "",
  ""
].join("\r\n")

const HEAD_END = "\r\n\r\n"
const TEXT_FRAME = 0x81
const ID_LENGTH = 8

/** What stands before a measured text. */
const TEXT = Buffer.from(`"text":"${String.fromCharCode(Message.MARK)}`)
const TEXT_AT = TEXT.length - 1

/** A masked text frame, as clients send it. A mask of zeros changes nothing. */
const clientFrame = (payload: Uint8Array): Buffer => {
  const { length } = payload
  const head =
    length < 126 ? Buffer.of(TEXT_FRAME, 0x80 | length) : Buffer.of(TEXT_FRAME, 0xfe, length >> 8, length & 0xff)
  return Buffer.concat([head, Buffer.alloc(4), payload])
}

const json = (message: unknown): Buffer => clientFrame(Buffer.from(JSON.stringify(message)))

interface Received {
  readonly type?: string
  readonly head?: number
  readonly live?: boolean
  readonly events?: ReadonlyArray<{ readonly n: number; readonly type: string; readonly from: string }>
}

export class WebPeer extends Peer {
  override readonly prefix: Buffer
  protected override readonly outgoing: Buffer
  protected override readonly outgoingText: number
  private readonly idAt: number
  private readonly name: string
  private readonly channel: string
  private isOpen = false
  /** What has arrived of a frame that has not come to its end. */
  private partial: Buffer | undefined
  /** The number of its own entry: what it is sent from before that is history. */
  private head = Number.POSITIVE_INFINITY

  constructor(target: Target, place: Place, senders: number, events: Events) {
    super(target, place, senders, events)
    this.name = nameOf(place)
    this.channel = channelOf(place)
    this.prefix = Buffer.from(`"from":"${this.name}","text":"`)
    const before = `{"type":"send","channel":"${this.channel}","id":"`
    const between = `","text":"`
    const id = "0".repeat(ID_LENGTH)
    this.outgoing = clientFrame(
      Buffer.concat([Buffer.from(before + id + between), Message.make(place.number), Buffer.from(`"}`)])
    )
    this.idAt = this.outgoing.indexOf(before) + before.length
    this.outgoingText = this.idAt + ID_LENGTH + between.length
  }

  protected override greet(): void {
    this.socket.write(HANDSHAKE)
  }

  protected override mark(bytes: Buffer, at: number): void {
    let left = this.sent
    for (let place = at + this.idAt + ID_LENGTH - 1; left > 0; place--, left = Math.floor(left / 10)) {
      bytes[place] = 0x30 + (left % 10)
    }
  }

  protected override feed(chunk: Buffer, length: number): void {
    const arrived = chunk.subarray(0, length)
    const bytes = this.partial === undefined ? arrived : Buffer.concat([this.partial, arrived])
    const at = this.takeFrames(bytes, this.isOpen ? 0 : this.takeHandshake(bytes))
    this.partial = at < bytes.length ? Buffer.from(bytes.subarray(at)) : undefined
  }

  /** Says hello when the hands are shaken; returns where the frames begin. */
  private takeHandshake(bytes: Buffer): number {
    const end = bytes.indexOf(HEAD_END)
    if (end < 0) return 0
    if (!bytes.toString("latin1", 0, end).includes(" 101 "))
      this.events.onUnexpected(this, bytes.toString("latin1", 0, end))
    this.isOpen = true
    const session = `session-of-${this.name}-in-a-bench`
    this.socket.write(
      Buffer.concat([
        json({ type: "hello", name: this.name, session }),
        json({ type: "join", channel: this.channel, create: true })
      ])
    )
    return end + HEAD_END.length
  }

  /** Takes the whole frames from a place on; returns where the rest begins. */
  private takeFrames(bytes: Buffer, from: number): number {
    let at = from
    while (this.isOpen && bytes.length - at >= 2) {
      const short = bytes[at + 1] as number
      const head = short < 126 ? 2 : short === 126 ? 4 : 10
      if (bytes.length - at < head) break
      const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6)
      if (bytes.length - at < head + size) break
      if (bytes[at] === TEXT_FRAME) this.take(bytes, at + head, at + head + size)
      else this.events.onUnexpected(this, `a frame of the type ${bytes[at]}`)
      at += head + size
    }
    return at
  }

  private take(bytes: Buffer, start: number, end: number): void {
    let found = bytes.indexOf(TEXT, start)
    if (found < 0 || found >= end) return this.takeOther(JSON.parse(bytes.toString("utf8", start, end)))
    for (; found >= 0 && found < end; found = bytes.indexOf(TEXT, found)) {
      const text = found + TEXT_AT
      found = text + Message.TEXT_LENGTH
      // One's own message is only the receipt.
      if (Message.sender(bytes, text) !== this.place.number) {
        this.events.onMessage(this, bytes, text - this.prefix.length, text, found)
      }
    }
  }

  private takeOther({ events = [], head, live, type }: Received): void {
    if (type === undefined) this.socket.write(json({}))
    else if (type === "entered") this.head = head ?? 0
    else if (type === "refused" || type === "bye") this.events.onUnexpected(this, type)
    for (const event of events) {
      if (event.n <= this.head) continue
      if (event.type === "joined") this.events.onJoined(this, event.from)
      else if (event.type === "left") this.events.onLeft(this, event.from)
    }
    if (live === true) this.becomeReady()
  }
}
