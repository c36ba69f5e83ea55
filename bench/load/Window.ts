/**
 * A closed loop: each sender has a few messages under way, and sends the next one when one of them is everywhere. What a
 * turn of the event loop has freed goes out together at its end, in one write a sender.
 */
import type { Ledger } from "./Ledger.ts"
import type { Peer } from "./Peer.ts"

export class Window {
  private due: Array<Peer> = []
  private open = true

  constructor(
    ledger: Ledger,
    private readonly senders: ReadonlyArray<Peer>,
    /** Messages that a sender may have under way. */
    private readonly size: number,
    /** Deliveries after which a message is everywhere. */
    private readonly copies: number
  ) {
    ledger.onSettled = (sender) => this.onSettled(sender)
  }

  start(): void {
    for (const sender of this.senders) {
      sender.settledAt = this.copies
      sender.say(this.size)
    }
  }

  /** Nothing is sent from now on. */
  stop(): void {
    this.open = false
  }

  private onSettled(sender: Peer): void {
    sender.settledAt += this.copies
    if (sender.credit++ > 0) return
    if (this.due.length === 0) setImmediate(() => this.send())
    this.due.push(sender)
  }

  private send(): void {
    const senders = this.due
    this.due = []
    for (const sender of senders) {
      if (this.open) sender.say(sender.credit)
      sender.credit = 0
    }
  }
}
