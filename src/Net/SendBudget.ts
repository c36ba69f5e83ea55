/**
 * What waits for peers that do not take it, all of them together, so that many who do not read cannot take more memory
 * than `SendQueueLimits.total`: above it some are cut off. Listeners of one server share a budget.
 *
 * Those are cut off first that have taken nothing for the longest time, and of networks for which more waits than for the
 * average one: so neither many small peers that are stuck nor a few large ones push out somebody who reads slowly.
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
  /** The network that the peer is in; none where it is on this machine. */
  readonly network: string | undefined
  /** See `Connection.unsafeCutOff`. */
  readonly unsafeCutOff: () => void
}

export class SendBudget {
  /** In the order in which the peers have last taken something. */
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

  /** Must be called when a peer has taken some of what waits. */
  taken(peer: Budgeted): void {
    if (!this.shares.has(peer)) return
    this.forget(peer)
    const { unsent } = peer
    this.shares.set(peer, unsent)
    this.sum += unsent
  }

  /** Must be called when nothing waits for a peer any more, or it is gone and its bytes with it. */
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
    const byNetwork = new Map<string | undefined, number>()
    for (const [{ network }, share] of this.shares) byNetwork.set(network, (byNetwork.get(network) ?? 0) + share)
    const average = this.sum / byNetwork.size
    const isLarge = ([{ network }]: readonly [Budgeted, number]) => (byNetwork.get(network) ?? 0) >= average
    const all = [...this.shares]
    for (const [peer] of [...all.filter(isLarge), ...all.filter((one) => !isLarge(one))]) {
      if (this.sum <= total * RELIEVED_SHARE) return
      this.forget(peer)
      peer.unsafeCutOff()
    }
  }
}
