/**
 * The books of a run: every delivery is checked when it arrives. Right channel, not to the sender itself, and of each
 * sender the numbers 0, 1, 2 and so on without gap or repetition; the bytes of one message in 64 as well. In the end
 * the sums have to be right, too: then nothing was lost, doubled or out of order.
 */
import { setTimeout as sleep } from "node:timers/promises"
import * as Message from "./Message.ts"
import type { Events, Peer } from "./Peer.ts"

const ignore = () => undefined
const BLANK = 0x20
/** Seconds without any arrival after which what has not come counts as lost. */
const PATIENCE = 5

export class Ledger implements Events {
  /** By their numbers. */
  readonly peers: Array<Peer> = []
  /** Deliveries to those who are awaited. */
  delivered = 0
  joined = 0
  left = 0

  private arrivals = 0
  private strayed = 0
  private echoed = 0
  private gaps = 0
  private repeated = 0
  private damaged = 0
  private unexpected = 0
  private lastUnexpected = ""
  private readonly closed: Array<string> = []
  /** The peer that is allowed to lose its connection. */
  private expendable: Peer | undefined

  /** Called when everybody who is awaited has one more message of the sender. */
  onSettled: (sender: Peer) => void = ignore
  onReady: (peer: Peer) => void = ignore
  onLost: (reason: string) => void = ignore
  onRead: () => void = ignore
  /** Called with the place of a text that has arrived, where times are measured. */
  onText: ((bytes: Buffer, at: number) => void) | undefined

  onMessage(peer: Peer, bytes: Buffer, start: number, text: number, end: number): void {
    this.arrivals++
    const sender = this.peers[Message.sender(bytes, text)]
    const index = sender === undefined ? peer.next.length : sender.place.index
    if (sender === undefined || sender.place.channel !== peer.place.channel || index >= peer.next.length) {
      this.strayed++
      return
    }
    if (sender === peer) {
      this.echoed++
      return
    }
    const number = Message.number(bytes, text)
    const due = peer.next[index] as number
    if (number !== due) {
      if (number < due) {
        this.repeated++
        return
      }
      this.gaps++
    }
    peer.next[index] = number + 1
    if ((number & 63) === 0 && !isIntact(sender, bytes, start, text, end)) this.damaged++
    peer.received++
    if (!peer.awaited) return
    this.delivered++
    if (this.onText !== undefined) this.onText(bytes, text)
    if (++sender.delivered === sender.settledAt) this.onSettled(sender)
  }

  onJoined(peer: Peer): void {
    this.joined++
    peer.joined++
  }

  onLeft(peer: Peer): void {
    this.left++
    peer.left++
  }

  onUnexpected(_peer: Peer, text: string): void {
    this.unexpected++
    this.lastUnexpected = text.slice(0, 80)
  }

  onClosed(peer: Peer, reason: string): void {
    if (peer === this.expendable) return
    this.closed.push(reason)
    this.onLost(reason)
  }

  /** From now on messages are everywhere without this peer, and it may be cut off. */
  excuse(peer: Peer): void {
    peer.awaited = false
    this.expendable = peer
  }

  get sent(): number {
    return this.peers.reduce((sum, peer) => sum + peer.sent, 0)
  }

  /** The last thing a server said that it had no reason to say, for errors. */
  get hint(): string {
    return this.lastUnexpected === "" ? "" : `; last reply: ${this.lastUnexpected}`
  }

  /** Waits for what is under way, and a moment longer, for what should not come. */
  async settle(isComplete: () => boolean): Promise<void> {
    for (let seen = -1, quiet = 0; quiet < PATIENCE * 100 && !isComplete(); quiet++) {
      if (this.arrivals !== seen) quiet = 0
      seen = this.arrivals
      await sleep(10)
    }
    await sleep(50)
  }

  /** What is wrong when `expected` deliveries were due. */
  faults(expected: number): Array<string> {
    const faults = []
    if (this.delivered !== expected) faults.push(`${this.delivered} of ${expected} deliveries`)
    if (this.gaps > 0) faults.push(`${this.gaps} gaps`)
    if (this.repeated > 0) faults.push(`${this.repeated} doubled or late`)
    if (this.strayed > 0) faults.push(`${this.strayed} in the wrong channel`)
    if (this.echoed > 0) faults.push(`${this.echoed} to their own sender`)
    if (this.damaged > 0) faults.push(`${this.damaged} damaged`)
    if (this.unexpected > 0) faults.push(`${this.unexpected} unexpected: ${this.lastUnexpected}`)
    if (this.closed.length > 0) faults.push(`${this.closed.length} connections lost: ${this.closed[0]}`)
    return faults
  }
}

/** Whether the sender's name stands before the text, the text is whole, and blanks pad what follows it. */
const isIntact = (sender: Peer, bytes: Buffer, start: number, text: number, end: number): boolean => {
  const { prefix } = sender
  if (bytes.compare(prefix, 0, prefix.length, start, start + prefix.length) !== 0) return false
  for (let at = text + Message.TEXT_LENGTH; at < end; at++) if (bytes[at] !== BLANK) return false
  return Message.isIntact(bytes, text)
}
