/**
 * Churn: clients connect, say their name, join a channel, move to another one and close, over and over. An observer in
 * each of the two channels has to see every one of them come and go, once and in this order.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { FramePeer } from "./FramePeer.ts"
import { between, moment } from "./Moment.ts"
import type { Events, Peer } from "./Peer.ts"
import type { Churn, Result, Target } from "./Workload.ts"

const FIRST = "bench-first"
const SECOND = "bench-second"
/** So many are one after the other in the books: far more than a run gets through. */
const MOST = 1_000_000

/** What the observers have seen of a client: joined and left the first channel, joined and left the second. */
const JOINED = 1
const LEFT = 2
const ALL = 0b1111

class Cycles implements Events {
  private readonly seen = new Uint8Array(MOST)
  private readonly faults: Array<string> = []
  private running = true
  started = 0
  done = 0
  notices = 0

  constructor(private readonly target: Target) {}

  readonly onRead = () => undefined

  /** Starts the next client; it is closed, and followed by another, when the server has done all that it asked for. */
  begin(): void {
    if (!this.running || this.started === MOST) return
    const number = this.started++
    const texts = [`c${String(number).padStart(7, "0")}`, `/join ${FIRST}`, `/join ${SECOND}`]
    new FramePeer(this.target, { number, channel: 2, index: 0 }, 0, this, texts)
  }

  stop(): void {
    this.running = false
  }

  onReady(peer: Peer): void {
    if (peer.place.channel < 2) return
    peer.close()
    this.done++
    this.begin()
  }

  onJoined(peer: Peer, name: string): void {
    this.notice(peer, name, JOINED)
  }

  onLeft(peer: Peer, name: string): void {
    this.notice(peer, name, LEFT)
  }

  onMessage(): void {
    this.faults.push("a message that nobody sent")
  }

  onUnexpected(_peer: Peer, text: string): void {
    this.faults.push(`unexpected: ${text}`)
  }

  onClosed(_peer: Peer, reason: string): void {
    this.faults.push(`connection lost: ${reason}`)
  }

  async settle(): Promise<void> {
    for (let waited = 0; waited < 500 && this.notices < this.started * 4; waited++) await sleep(10)
    await sleep(50)
  }

  /** What is wrong, the first of it in words. */
  verdict(): Array<string> {
    const incomplete = this.seen.subarray(0, this.started).filter((seen) => seen !== ALL).length
    if (incomplete > 0) this.faults.push(`${incomplete} of ${this.started} clients not seen to come and go`)
    if (this.done !== this.started) this.faults.push(`${this.done} of ${this.started} cycles`)
    return this.faults.length > 3 ? [...this.faults.slice(0, 3), `and ${this.faults.length - 3} more`] : this.faults
  }

  private notice(peer: Peer, name: string, what: number): void {
    // A client on its way may meet others; only the observers keep books.
    const { channel } = peer.place
    if (channel > 1 || !name.startsWith("c")) return
    this.notices++
    const number = Number(name.slice(1))
    const bit = what << (2 * channel)
    const seen = this.seen[number] ?? ALL
    if ((seen & bit) !== 0) this.faults.push(`${name} seen twice`)
    // All that has to come before has lower bits, except that the two channels are told independently.
    if (what === LEFT && (seen & (bit >> 1)) === 0) this.faults.push(`${name} left before it came`)
    this.seen[number] = seen | bit
  }
}

export const run = async (target: Target, work: Churn): Promise<Result> => {
  const cycles = new Cycles(target)
  for (const [channel, name] of [FIRST, SECOND].entries()) {
    const place = { number: channel, channel, index: 0 }
    const observer = new FramePeer(target, place, 0, cycles, [`o${channel}`, `/create ${name}`])
    for (let waited = 0; !observer.ready; waited++) {
      if (waited === 1000) throw new Error("the observers do not get in")
      await sleep(10)
    }
  }
  for (let client = 0; client < work.concurrency; client++) cycles.begin()
  await sleep(work.warmup * 1000)
  const from = moment(target.pid, cycles.done)
  await sleep(work.seconds * 1000)
  const to = moment(target.pid, cycles.done)
  cycles.stop()
  await cycles.settle()
  return { figures: between(from, to), faults: cycles.verdict() }
}
