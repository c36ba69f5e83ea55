/** A client that speaks this project's protocol: frames of 200 bytes, text padded on the right with blanks. */
import * as Message from "./Message.ts"
import { channelOf, type Events, nameOf, Peer, type Place } from "./Peer.ts"
import type { Target } from "./Workload.ts"

const FRAME_LENGTH = 200
const OPENING_BRACKET = 0x5b
/** The length of `[name] ` before every text. */
const PREFIX_LENGTH = "[n00000] ".length

const JOINED = " has joined"
const LEFT = " has left"
/** `/join` without a channel is refused. Replies keep the order, so the refusal says that all before it is done. */
const ASK = "/join"
const ANSWER = "/join command must be followed by"

const frame = (text: string): Buffer => Buffer.from(text.padEnd(FRAME_LENGTH), "latin1")

/** The frames that a member of a channel begins with; the channel's first member makes it. */
export const greeting = (place: Place): ReadonlyArray<string> => [
  nameOf(place),
  `${place.index === 0 ? "/create" : "/join"} ${channelOf(place)}`
]

export class FramePeer extends Peer {
  override readonly prefix: Buffer
  protected override readonly outgoing: Buffer
  protected override readonly outgoingText = 0
  /** The first `kept` bytes of a frame that has not come to its end. */
  private partial: Buffer | undefined
  private kept = 0

  constructor(
    target: Target,
    place: Place,
    senders: number,
    events: Events,
    private readonly texts: ReadonlyArray<string>
  ) {
    super(target, place, senders, events)
    this.prefix = Buffer.from(`[${texts[0]}] `, "latin1")
    this.outgoing = Buffer.alloc(FRAME_LENGTH, " ")
    Message.make(place.number).copy(this.outgoing)
  }

  protected override greet(): void {
    this.socket.write(Buffer.concat([...this.texts, ASK].map(frame)))
  }

  protected override feed(bytes: Buffer, length: number): void {
    let at = 0
    if (this.partial !== undefined && this.kept > 0) {
      at = Math.min(FRAME_LENGTH - this.kept, length)
      bytes.copy(this.partial, this.kept, 0, at)
      this.kept += at
      if (this.kept < FRAME_LENGTH) return
      this.kept = 0
      this.take(this.partial, 0)
    }
    for (; length - at >= FRAME_LENGTH; at += FRAME_LENGTH) this.take(bytes, at)
    if (at === length) return
    this.partial ??= Buffer.allocUnsafeSlow(FRAME_LENGTH)
    this.kept = bytes.copy(this.partial, 0, at, length)
  }

  private take(bytes: Buffer, at: number): void {
    const text = at + PREFIX_LENGTH
    if (bytes[at] === OPENING_BRACKET && bytes[text] === Message.MARK) {
      this.events.onMessage(this, bytes, at, text, at + FRAME_LENGTH)
    } else this.takeOther(bytes.toString("latin1", at, at + FRAME_LENGTH).trimEnd())
  }

  private takeOther(text: string): void {
    if (text.endsWith(JOINED)) this.events.onJoined(this, text.slice(0, -JOINED.length))
    else if (text.endsWith(LEFT)) this.events.onLeft(this, text.slice(0, -LEFT.length))
    else if (!this.ready && text.startsWith(ANSWER)) this.becomeReady()
    else this.events.onUnexpected(this, text)
  }
}
