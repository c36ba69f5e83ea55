/**
 * What waits for peers that do not take it, all of them together, so that many who do not read cannot take more memory
 * than `SendQueueLimits.total`: above it those with the most waiting are cut off. Listeners of one server share a budget.
 *
 * A peer's share is known as of its last send. It may have taken bytes since, so the sum is counted anew before anybody is
 * cut off, and brought well below the limit, so that the next send does not have to count again. Invariant: the sum is
 * never less than what really waits.
 */
import { defaultSendQueueLimits, type SendQueueLimits } from "./SendQueueLimits.ts"

/** The share of the limit that is left after peers have been cut off. */
const RELIEVED_SHARE = 0.9

export interface Budgeted {
  /** Bytes that wait for the peer. */
  readonly unsent: number
  /** See `Connection.unsafeCutOff`. */
  readonly unsafeCutOff: () => void
}

export class SendBudget {
  private readonly shares = new Map<Budgeted, number>()
  private sum = 0

  constructor(readonly limits: SendQueueLimits = defaultSendQueueLimits) {}

  /** Takes note of a peer for which something waits after a send. */
  note(peer: Budgeted): void {
    const { unsent } = peer
    this.sum += unsent - (this.shares.get(peer) ?? 0)
    this.shares.set(peer, unsent)
    if (this.sum > this.limits.total) this.relieve()
  }

  /** Must be called when a peer is gone, and its bytes with it. */
  forget(peer: Budgeted): void {
    this.sum -= this.shares.get(peer) ?? 0
    this.shares.delete(peer)
  }

  private relieve(): void {
    const { total } = this.limits
    this.sum = 0
    for (const peer of this.shares.keys()) {
      this.shares.set(peer, peer.unsent)
      this.sum += peer.unsent
    }
    if (this.sum <= total) return
    const largestFirst = [...this.shares].sort(([, one], [, other]) => other - one)
    for (const [peer] of largestFirst) {
      if (this.sum <= total * RELIEVED_SHARE) return
      this.forget(peer)
      peer.unsafeCutOff()
    }
  }
}
