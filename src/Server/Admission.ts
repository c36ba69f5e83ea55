/**
 * How many connections there are, in all and from each address, and whether one more is let in.
 *
 * Invariant: every connection that was let in is counted until it leaves.
 */
import { AddressFull, ServerFull } from "../Domain/ChatError.ts"
import type { ServerLimits } from "./Limits.ts"
import { Shares } from "./Shares.ts"

export class Admission {
  private readonly shares: Shares

  constructor(private readonly limits: Pick<ServerLimits, "connections" | "connectionsPerAddress">) {
    this.shares = new Shares(limits.connections)
  }

  /** Counts a connection from a network, or answers why it is not let in. */
  enter(network: string | undefined): ServerFull | AddressFull | undefined {
    const { limits, shares } = this
    if (shares.isUsedUp) return new ServerFull({ limit: limits.connections })
    if (network !== undefined) {
      const there = shares.takenBy(network)
      if (there >= limits.connectionsPerAddress || shares.isUsedUpBy(network)) return new AddressFull({ limit: there })
    }
    shares.take(network)
    return undefined
  }

  /** To be called once for each that was let in. */
  leave(network: string | undefined): void {
    this.shares.giveBack(network)
  }
}
