/**
 * One client of the generator: a socket, the splitting of what arrives into lines or frames, and the state that the
 * checks need. What arrives is read into one buffer that all sockets share, and a measured message is looked at where it
 * lies: a delivery costs the generator no allocation, because the server is what is to be measured.
 */
import { connect, type Socket } from "node:net"
import * as Message from "./Message.ts"
import type { Target } from "./Workload.ts"

const CHUNK = 128 * 1024

// On POSIX systems a read fills the buffer and is handled before the next one begins. On Windows it is pending meanwhile.
const shared = process.platform === "win32" ? undefined : Buffer.allocUnsafeSlow(CHUNK)

/** Who a peer is. */
export interface Place {
  /** Among all peers. */
  readonly number: number
  readonly channel: number
  /** Among the members of its channel. */
  readonly index: number
}

/** What peers tell whoever keeps the books. */
export interface Events {
  /** Something is about to be read. */
  readonly onRead: () => void
  /** A measured message: the frame or line from `start` to `end`, with its text at `text`. */
  readonly onMessage: (peer: Peer, bytes: Buffer, start: number, text: number, end: number) => void
  /** The server has handled all of the greeting. */
  readonly onReady: (peer: Peer) => void
  readonly onJoined: (peer: Peer, name: string) => void
  readonly onLeft: (peer: Peer, name: string) => void
  /** Something that no server has a reason to send here. */
  readonly onUnexpected: (peer: Peer, text: string) => void
  /** The connection is gone, and not by our will. */
  readonly onClosed: (peer: Peer, reason: string) => void
}

export abstract class Peer {
  readonly socket: Socket
  ready = false
  closed = false

  /** As a receiver: the number that is due next from each sender of the channel, and what has come. */
  readonly next: Int32Array
  received = 0
  joined = 0
  left = 0

  /** As a sender: messages sent, copies of them delivered, and at which count of these one more message is everywhere. */
  sent = 0
  delivered = 0
  settledAt = 0
  /** Messages that may be sent now. */
  credit = 0
  /** Whether a message counts as being everywhere only when this peer, too, has it. */
  awaited = true

  /** A message as it goes out, its number and time still to be written, and the place of the text in it. */
  protected abstract readonly outgoing: Buffer
  protected abstract readonly outgoingText: number
  /** What stands before this peer's texts when they arrive at others. */
  abstract readonly prefix: Buffer

  constructor(
    target: Target,
    readonly place: Place,
    senders: number,
    protected readonly events: Events
  ) {
    this.next = new Int32Array(senders)
    this.socket = connect({
      host: "127.0.0.1",
      port: target.port,
      noDelay: true,
      onread: {
        buffer: shared ?? Buffer.allocUnsafeSlow(CHUNK),
        callback: (length, bytes) => {
          events.onRead()
          this.feed(bytes as Buffer, length)
          return true
        }
      }
    })
    let reason = "end of stream"
    this.socket.on("connect", () => this.greet())
    this.socket.on("error", (error) => {
      reason = error.message
    })
    this.socket.on("close", () => {
      if (this.closed) return
      this.closed = true
      events.onClosed(this, reason)
    })
  }

  /** Sends the next messages in one write, stamped with the time in microseconds. */
  say(count: number, microseconds = 0): void {
    const { outgoing, outgoingText } = this
    const bytes = Buffer.allocUnsafe(count * outgoing.length)
    for (let at = 0; at < bytes.length; at += outgoing.length) {
      bytes.set(outgoing, at)
      Message.putNumber(bytes, at + outgoingText, this.sent++)
      if (microseconds > 0) Message.putStamp(bytes, at + outgoingText, microseconds)
      this.mark(bytes, at)
    }
    this.socket.write(bytes)
  }

  close(): void {
    this.closed = true
    this.socket.destroy()
  }

  /** Writes what else is not the same in every message into the one at `at`. */
  protected mark(_bytes: Buffer, _at: number): void {}

  protected becomeReady(): void {
    if (this.ready) return
    this.ready = true
    this.events.onReady(this)
  }

  /** Says who it is and enters its channel, and asks for an answer by which it knows that it is in. */
  protected abstract greet(): void
  /** Takes the first `length` of the bytes, which are only lent. */
  protected abstract feed(bytes: Buffer, length: number): void
}

/** The name of a peer, always of the same length. */
export const nameOf = (place: Place): string => `n${String(place.number).padStart(5, "0")}`

export const channelOf = (place: Place): string => `bench${String(place.channel).padStart(5, "0")}`
