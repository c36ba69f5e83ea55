/**
 * A token bucket: it holds `burst` tokens, gets `perSecond` of them back in a second, and each frame takes one. Who has
 * spent them all waits; nothing is dropped.
 */
export interface RateLimit {
  /** Tokens per second, more than 0. */
  readonly perSecond: number
  /** The most tokens there can be, at least 1. */
  readonly burst: number
}

export class TokenBucket {
  private tokens: number

  constructor(
    private readonly limit: RateLimit,
    /** In milliseconds, as `Watchdog.now` says it. */
    private refilledAt: number
  ) {
    this.tokens = limit.burst
  }

  /** Puts back what the time up to `now` has brought. */
  refill(now: number): void {
    const { burst, perSecond } = this.limit
    this.tokens = Math.min(burst, this.tokens + (Math.max(0, now - this.refilledAt) * perSecond) / 1000)
    this.refilledAt = now
  }

  /** Takes a token, and goes into debt where there is none: for work that is done already. */
  spend(): void {
    this.tokens -= 1
  }

  get isEmpty(): boolean {
    return this.tokens < 1
  }

  /**
   * Milliseconds from the last refill until it is worth going on: until there are the tokens of a twentieth of a second, at
   * least one, because waking somebody costs more than a frame does.
   */
  get delay(): number {
    const { burst, perSecond } = this.limit
    const wanted = Math.max(1, Math.min(burst, perSecond / 20))
    return Math.max(0, Math.ceil(((wanted - this.tokens) * 1000) / perSecond))
  }
}
