/**
 * How many connections there are, in all and from each address, and whether one more is let in.
 *
 * Invariant: every connection that was let in is counted until it leaves, in all and, if it has an address, under that.
 */
import { AddressFull, ServerFull } from "../Domain/ChatError.ts"
import type { ServerLimits } from "./Limits.ts"

export class Admission {
  private total = 0
  private readonly byNetwork = new Map<string, number>()

  constructor(private readonly limits: Pick<ServerLimits, "connections" | "connectionsPerAddress">) {}

  /** Counts a connection from a network, or answers why it is not let in. */
  enter(network: string | undefined): ServerFull | AddressFull | undefined {
    const { connections, connectionsPerAddress } = this.limits
    if (this.total >= connections) return new ServerFull({ limit: connections })
    if (network !== undefined) {
      const there = this.byNetwork.get(network) ?? 0
      if (there >= connectionsPerAddress) return new AddressFull({ limit: connectionsPerAddress })
      this.byNetwork.set(network, there + 1)
    }
    this.total++
    return undefined
  }

  /** To be called once for each that was let in. */
  leave(network: string | undefined): void {
    this.total--
    if (network === undefined) return
    const left = (this.byNetwork.get(network) ?? 0) - 1
    if (left > 0) this.byNetwork.set(network, left)
    else this.byNetwork.delete(network)
  }
}
