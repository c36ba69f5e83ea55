/**
 * Shares each turn of the event loop among the peers, so that nobody's work can hold up another's for long.
 *
 * A turn has a budget of work. Who asks for a little is served at once; who keeps asking, a flood, takes turns with its
 * like: each gets a quantum, first in, first out, and the rest goes on after the sockets have been looked at again. This is
 * deficit round robin (Shreedhar and Varghese, 1995) with quiet flows first, as in FQ-CoDel (RFC 8290, 4.1 and 5.1). Work
 * is counted by prices that were measured, and not by a clock: reading one for each frame would cost as much as the frame.
 *
 * Invariants: a waiting flow is granted a quantum after at most all that came before it; the grants of a turn and what
 * busy flows do of themselves exceed `TURN` by a quantum at most; a flow goes on in the order of its own work.
 */
import * as Effect from "effect/Effect"
import type { Tick } from "./Tick.ts"

/** What a piece of work costs, in microseconds of a slow core, rounded up. */
export const Price = {
  /** A frame that is relayed, refused for its rate, or part of a long answer; or a piece of one. */
  frame: 5,
  /** What the fiber is woken for besides: a name, a command, a refusal. */
  request: 40
} as const

/** The work of a turn, in the unit of the prices. */
export const TURN = 4_000

/** What a flow may do before others have their turn: eight requests. */
export const QUANTUM = 8 * (Price.frame + Price.request)

/** A flow that does no more than a quantum in so many milliseconds is quiet: some 180 requests a second. */
export const WINDOW = 50

/** One peer's work. */
export interface Flow {
  /** What remains of its grant. */
  credit: number
  /** The work since `windowAt`, and that time in milliseconds. */
  recent: number
  windowAt: number
}

const forget = (flow: Flow, now: number): void => {
  if (now - flow.windowAt < WINDOW) return
  flow.windowAt = now
  flow.recent = 0
}

export class Turns {
  private spent = 0
  private hasEnd = false
  /** How each waiting flow is told to go on; in the order of their arrival. */
  private readonly quiet = new Map<Flow, () => void>()
  private readonly busy = new Map<Flow, () => void>()

  constructor(private readonly tick: Tick["Type"]) {}

  /** Whether the flow may work in this turn, at a time in milliseconds. */
  mayWork(flow: Flow, now: number): boolean {
    if (flow.credit > 0) return true
    forget(flow, now)
    // What quiet flows may do of themselves is bounded as well: there may be thousands of them.
    if (flow.recent < QUANTUM) return this.spent < 2 * TURN
    return this.busy.size === 0 && this.spent < TURN
  }

  /** Counts work that is done, at a time in milliseconds. */
  spend(flow: Flow, price: number, now: number): void {
    forget(flow, now)
    flow.recent += price
    if (flow.credit > 0) flow.credit -= price
    this.spent += price
    this.needEnd()
  }

  /** Waits until the flow may work. */
  wait(flow: Flow): Effect.Effect<void> {
    return Effect.async((resume) => {
      const queue = flow.recent < QUANTUM ? this.quiet : this.busy
      queue.set(flow, () => resume(Effect.void))
      this.needEnd()
      return Effect.sync(() => queue.delete(flow))
    })
  }

  private needEnd(): void {
    if (this.hasEnd) return
    this.hasEnd = true
    this.tick.atEnd(() => this.end())
  }

  /** A turn is over: its budget is there again, and the first who wait have theirs. */
  private end(): void {
    this.hasEnd = false
    this.spent = 0
    for (let granted = 0; granted < TURN; granted += QUANTUM) {
      const queue = this.quiet.size > 0 ? this.quiet : this.busy
      const [next] = queue
      if (next === undefined) return
      const [flow, goOn] = next
      queue.delete(flow)
      flow.credit = QUANTUM
      goOn()
    }
    if (this.quiet.size + this.busy.size > 0) this.needEnd()
  }
}
