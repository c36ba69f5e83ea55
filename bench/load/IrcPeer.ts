/** A client that speaks IRC, for the same work against IRC servers: as much of RFC 1459 as joining and talking takes. */
import * as Message from "./Message.ts"
import { channelOf, type Events, nameOf, Peer, type Place } from "./Peer.ts"
import type { Target } from "./Workload.ts"

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const COLON = 0x3a
/** No message of IRC is longer; with tags, which nobody here asks for, it would be more. */
const LINE_LENGTH = 512

export class IrcPeer extends Peer {
  override readonly prefix: Buffer
  protected override readonly outgoing: Buffer
  protected override readonly outgoingText: number
  private readonly name: string
  private readonly channel: string
  /** The first `kept` bytes of a line that has not come to its end. */
  private readonly partial = Buffer.allocUnsafeSlow(LINE_LENGTH)
  private kept = 0

  constructor(target: Target, place: Place, senders: number, events: Events) {
    super(target, place, senders, events)
    this.name = nameOf(place)
    this.channel = `#${channelOf(place)}`
    this.prefix = Buffer.from(`:${this.name}!`, "latin1")
    const command = Buffer.from(`PRIVMSG ${this.channel} :`, "latin1")
    this.outgoing = Buffer.concat([command, Message.make(place.number), Buffer.from("\r\n")])
    this.outgoingText = command.length
  }

  protected override greet(): void {
    this.socket.write(`NICK ${this.name}\r\nUSER ${this.name} 0 * :${this.name}\r\n`)
  }

  protected override feed(bytes: Buffer, length: number): void {
    let at = 0
    if (this.kept > 0) {
      const end = bytes.indexOf(LINE_FEED)
      at = end === -1 || end >= length ? length : end + 1
      if (this.kept + at > LINE_LENGTH) {
        this.events.onUnexpected(this, "a line of more than 512 bytes")
        this.kept = 0
      } else {
        this.kept += bytes.copy(this.partial, this.kept, 0, at)
        if (this.partial[this.kept - 1] !== LINE_FEED) return
        const whole = this.kept
        this.kept = 0
        this.take(this.partial, 0, whole - 1)
      }
    }
    while (at < length) {
      const end = bytes.indexOf(LINE_FEED, at)
      if (end === -1 || end >= length) break
      this.take(bytes, at, end)
      at = end + 1
    }
    if (length - at > LINE_LENGTH) this.events.onUnexpected(this, "a line of more than 512 bytes")
    else this.kept = bytes.copy(this.partial, 0, at, length)
  }

  private take(bytes: Buffer, start: number, lineFeed: number): void {
    const end = bytes[lineFeed - 1] === CARRIAGE_RETURN ? lineFeed - 1 : lineFeed
    const text = end - Message.TEXT_LENGTH
    if (text > start && bytes[start] === COLON && bytes[text - 1] === COLON && bytes[text] === Message.MARK) {
      this.events.onMessage(this, bytes, start, text, end)
    } else this.takeOther(bytes.toString("latin1", start, end))
  }

  private takeOther(line: string): void {
    if (line.startsWith("PING")) {
      this.socket.write(`PONG${line.slice("PING".length)}\r\n`)
      return
    }
    const [source = "", command = ""] = line.split(" ", 2)
    const name = source.slice(1).split("!", 1)[0] ?? ""
    // 001: welcome, the server knows us. 366: end of the names in the channel, we are in.
    if (command === "001") this.socket.write(`JOIN ${this.channel}\r\n`)
    else if (command === "366") this.becomeReady()
    else if (command === "JOIN" && name !== this.name) this.events.onJoined(this, name)
    else if (command === "PART" || command === "QUIT") this.events.onLeft(this, name)
    // 4xx and 5xx are errors; 422 says that there is no message of the day.
    else if (line.startsWith("ERROR") || (/^[45]\d\d$/.test(command) && command !== "422")) {
      this.events.onUnexpected(this, line)
    }
  }
}
