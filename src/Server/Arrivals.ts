/**
 * Lets very many peers connect at one moment without a long turn: so many sessions are begun in a turn as it has room for,
 * and the rest in the order of their arrival in the next ones. The kernel has accepted them by then; what they send waits.
 */
import type { Connection } from "../Net/Connection.ts"
import { type FairTurns, Price, type Waiting, type Worker } from "./Turns.ts"

/** How many begin together when they had to wait. */
const TOGETHER = 8

export class Arrivals implements Worker, Waiting {
  private waiting: Array<readonly [Connection, start: () => void]> = []
  // What `Turns` knows of it.
  credit = 0
  recent = 0
  windowAt = 0
  readonly price = TOGETHER * Price.begin

  constructor(
    private readonly turns: FairTurns,
    /** The time in milliseconds. */
    private readonly now: () => number
  ) {}

  /** Calls back when a connection's session may begin: at once, or in a later turn. */
  begin(connection: Connection, start: () => void): void {
    const now = this.now()
    const isFirst = this.waiting.length === 0
    if (isFirst && this.turns.mayWork(this, now)) {
      this.turns.spend(this, Price.begin, now)
      start()
      return
    }
    this.waiting.push([connection, start])
    if (isFirst) this.turns.atEnd(this, this, now)
  }

  /** Its turn has come. */
  goOn(): void {
    for (const [, start] of this.waiting.splice(0, TOGETHER)) start()
    if (this.waiting.length > 0) this.turns.atEnd(this, this, this.now())
  }

  /** Cuts off those who still wait: the server shuts down. */
  end(): void {
    for (const [connection] of this.waiting.splice(0)) connection.unsafeCutOff()
  }
}
