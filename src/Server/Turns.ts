/**
 * Shares each turn of the event loop among the peers, so that nobody's work can hold up another's for long.
 *
 * A turn has a budget of work. Who asks for a little is served at once; who keeps asking, a flood, takes turns with its
 * like: each gets a quantum, first in, first out, and the rest goes on after the sockets have been looked at again. What
 * is delivered takes turns in the same way: a channel with a few members, or that is seldom spoken in, before the others.
 * This is deficit round robin (Shreedhar and Varghese, 1995) with quiet flows first, as in FQ-CoDel (RFC 8290, 4.1 and
 * 5.1). Work is counted by prices that were measured, and not by a clock: reading one for each frame would cost as much as
 * the frame.
 *
 * Invariants: what waits is done after at most all that waited before it and the quiet work since; what is done at the end
 * of a turn exceeds `TURN` by one piece of work at most, what flows do of themselves by one quantum; a flow goes on in the
 * order of its own work.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Tick } from "./Tick.ts"

/** What a piece of work costs, in microseconds of a slow core, rounded up. */
export const Price = {
  /** A frame that is relayed or refused on the spot, or part of a long answer; or a piece of one. */
  frame: 2,
  /** What the fiber is woken for besides: a name, a command with its answer or its notice, a refusal. */
  request: 40,
  /** The beginning of a session, and its end. */
  begin: 100,
  end: 100,
  /** A write of what a member is owed. */
  write: 8,
  /** A message of the web's protocol, whose JSON is decoded and encoded. */
  message: 15,
  /** An event that was kept, or anything else of which a long answer of the web's protocol has many. */
  kept: 4
} as const

/** Bytes that are read for a microsecond: 64 KiB, the most that is read at once, take sixteen. */
export const BYTES_READ = 4096

/** The work of a turn, in the unit of the prices. */
export const TURN = 4_000

/** What a flow may do before others have their turn: eight requests. */
export const QUANTUM = 8 * (Price.frame + Price.request)

/** A flow that does no more than a quantum in so many milliseconds is quiet: some 180 requests a second. */
export const WINDOW = 50

/** Work of one origin: what a peer asks for, or what the members of a channel are owed. */
export interface Flow {
  /** The work since `windowAt`, and that time in milliseconds. */
  recent: number
  windowAt: number
}

/** A flow that works of itself, as long as it may. */
export interface Worker extends Flow {
  /** What remains of its grant. */
  credit: number
}

/** A worker that has had its quantum, for work that belongs to nobody's account. */
export const busyWorker = (): Worker => ({ credit: 0, recent: QUANTUM, windowAt: Number.POSITIVE_INFINITY })

/** Work that waits for its turn. */
export interface Waiting {
  /** In the unit of the prices. */
  readonly price: number
  readonly goOn: () => void
}

const forget = (flow: Flow, now: number): void => {
  if (now - flow.windowAt < WINDOW) return
  flow.windowAt = now
  flow.recent = 0
}

/** Does the first of what waits, up to a budget; returns what is left of it. */
const serve = (queue: Map<Flow, Waiting>, budget: number): number => {
  let rest = budget
  for (const [flow, waiting] of queue) {
    if (rest <= 0) break
    queue.delete(flow)
    rest -= waiting.price
    waiting.goOn()
  }
  return rest
}

export class FairTurns {
  private spent = 0
  private hasEnd = false
  /** What waits, in the order of its arrival. */
  private readonly quiet = new Map<Flow, Waiting>()
  private readonly busy = new Map<Flow, Waiting>()
  /** How many workers wait. */
  private workers = 0
  /** Whether the last turn has left work to this one. */
  private isLate = false

  constructor(private readonly tick: Tick["Type"]) {}

  /** Whether the worker may work in this turn, at a time in milliseconds. */
  mayWork(worker: Worker, now: number): boolean {
    if (worker.credit > 0) return true
    forget(worker, now)
    // What quiet flows may do of themselves is bounded as well: there may be thousands of them.
    if (worker.recent < QUANTUM) return this.spent < 2 * TURN
    return this.workers === 0 && !this.isLate && this.spent < TURN
  }

  /** Counts work that is done, at a time in milliseconds. */
  spend(worker: Worker, price: number, now: number): void {
    forget(worker, now)
    worker.recent += price
    if (worker.credit > 0) worker.credit -= price
    this.spent += price
    this.needEnd()
  }

  /** Waits until the worker may work, and grants it so much. */
  wait(worker: Worker, grant = QUANTUM): Effect.Effect<void> {
    return Effect.async((resume) => {
      const queue = worker.recent < QUANTUM ? this.quiet : this.busy
      const goOn = () => {
        this.workers--
        worker.credit = grant
        resume(Effect.void)
      }
      queue.set(worker, { price: grant, goOn })
      this.workers++
      this.needEnd()
      return Effect.sync(() => {
        if (queue.delete(worker)) this.workers--
      })
    })
  }

  /** Has work done at the end of this turn, or of a later one if there is too much of it. For one piece of a flow at a time. */
  atEnd(flow: Flow, waiting: Waiting, now: number): void {
    forget(flow, now)
    const queue = flow.recent < QUANTUM ? this.quiet : this.busy
    flow.recent += waiting.price
    queue.set(flow, waiting)
    this.needEnd()
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
    // At least one of the busy, however many are quiet: nobody starves.
    serve(this.busy, Math.max(serve(this.quiet, TURN), 1))
    this.isLate = this.quiet.size + this.busy.size > 0
    if (this.isLate) this.needEnd()
  }
}

/** The turns of a server: one for all that its peers do. */
export class Turns extends Context.Tag("chat/Server/Turns")<Turns, FairTurns>() {
  static readonly layer: Layer.Layer<Turns, never, Tick> = Layer.effect(
    Turns,
    Effect.map(Tick, (tick) => new FairTurns(tick))
  )
}
