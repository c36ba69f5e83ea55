/**
 * What waits for all peers of a listener together, so that many of them who do not read cannot take more memory than
 * `UnsentBounds.total`: above it those with the most waiting are cut off.
 *
 * A peer's share is known as of its last send. It may have taken bytes since, so the sum is counted anew before anybody is
 * cut off, and brought well below the bound, so that the next send does not have to count again. Invariant: the sum is
 * never less than what really waits.
 */

/** What is left of the bound after peers have been cut off. */
const RELIEVED_SHARE = 0.9

export interface Budgeted {
  /** Bytes that wait for the peer. */
  readonly unsent: number
  /** See `Connection.unsafeCutOff`. */
  readonly unsafeCutOff: () => void
}

export class SendBudget {
  private readonly shares = new Map<Budgeted, number>()
  private total = 0

  constructor(private readonly bound: number) {}

  /** Takes note of a peer for which something waits after a send. */
  note(peer: Budgeted): void {
    const { unsent } = peer
    this.total += unsent - (this.shares.get(peer) ?? 0)
    this.shares.set(peer, unsent)
    if (this.total > this.bound) this.relieve()
  }

  /** To be called when a peer is gone, and its bytes with it. */
  forget(peer: Budgeted): void {
    this.total -= this.shares.get(peer) ?? 0
    this.shares.delete(peer)
  }

  private relieve(): void {
    this.total = 0
    for (const peer of this.shares.keys()) {
      this.shares.set(peer, peer.unsent)
      this.total += peer.unsent
    }
    if (this.total <= this.bound) return
    const largestFirst = [...this.shares].sort(([, one], [, other]) => other - one)
    for (const [peer] of largestFirst) {
      if (this.total <= this.bound * RELIEVED_SHARE) return
      this.forget(peer)
      peer.unsafeCutOff()
    }
  }
}
