/**
 * Who takes how much of what there is a bound for, connections or channels, by network: nobody can take all of it.
 *
 * A network may take three quarters of what the others have left at the most, so there is always something for one more.
 * Of IPv6 a network is a /64 and the /56 that it is in as well, because a customer is given more than a /64 (RFC 6177).
 * Invariant: all that was taken and not given back is counted, in all and for each network.
 */
import { site } from "../Net/Address.ts"

/** The part of what the others have left. */
const SHARE = 0.75

/** What a network may take in any case: a bound that is small is for people who know each other. */
const ALWAYS = 64

/** What a network's takings count for. */
const accountsOf = (network: string): ReadonlyArray<string> =>
  network.includes(":") ? [network, site(network)] : [network]

export class Shares {
  private taken = 0
  private readonly byNetwork = new Map<string, number>()

  constructor(
    /** How much there is for all. */
    private readonly limit: number
  ) {}

  get isUsedUp(): boolean {
    return this.taken >= this.limit
  }

  /** How much a network has taken. */
  takenBy(network: string): number {
    return this.byNetwork.get(network) ?? 0
  }

  /** Whether a network has its share. Programs on this machine, which have no network, have no share. */
  isUsedUpBy(network: string | undefined): boolean {
    return network !== undefined && accountsOf(network).some((one) => this.hasShare(this.takenBy(one)))
  }

  /** Takes one. */
  take(network: string | undefined): void {
    this.taken++
    this.add(network, 1)
  }

  /** Gives one back. Must be called once for each that was taken. */
  giveBack(network: string | undefined): void {
    this.taken--
    this.add(network, -1)
  }

  private hasShare(taken: number): boolean {
    return taken >= ALWAYS && taken >= SHARE * (this.limit - this.taken + taken)
  }

  private add(network: string | undefined, change: number): void {
    if (network === undefined) return
    for (const one of accountsOf(network)) {
      const taken = this.takenBy(one) + change
      if (taken > 0) this.byNetwork.set(one, taken)
      else this.byNetwork.delete(one)
    }
  }
}
