/**
 * What comes over a connection from the program under check: frames one after the other, and at last the end.
 *
 * A fiber of its own reads, so that waiting for a frame can be given up and taken up again, which reading cannot.
 * Bounded: a program that floods is not read any more while {@link MAX_QUEUED} frames were not looked at.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Frame from "../../Dialect/Frames/Frame.ts"
import { type Connection, type ConnectionError, read } from "../../Net/Connection.ts"
import * as Format from "../Format.ts"
import { Mismatch } from "../Mismatch.ts"
import type { WaitTimes } from "../Timeouts.ts"
import { feed, type Received } from "./Received.ts"

/** Frames, 200 kB: more than any case lets lie. A queue with a bound has room for all of it from the beginning. */
export const MAX_QUEUED = 1000

export type Arrival =
  | { readonly _tag: "Frame"; readonly received: Received }
  | { readonly _tag: "End"; readonly how: string }

const showEnd = Option.match({
  onNone: () => "the end of the connection",
  onSome: (error: ConnectionError) => (error.reason === "Reset" ? "a reset of the connection" : "a broken connection")
})

export class FrameQueue {
  private end: Arrival | undefined
  /** Taken too early. */
  private held: Arrival | undefined
  private pending: Frame.Pending = Frame.empty
  private reader: Fiber.Fiber<unknown> | undefined

  private constructor(
    private readonly queue: Queue.Queue<Arrival>,
    private readonly waits: WaitTimes
  ) {}

  /** Reads until the scope closes; `onArrival` is told of everything as it comes. */
  static readonly make = (
    connection: Connection,
    waits: WaitTimes,
    onArrival: (arrival: Arrival) => void
  ): Effect.Effect<FrameQueue, never, Scope.Scope> =>
    Effect.gen(function* () {
      const arrivals = new FrameQueue(yield* Queue.bounded<Arrival>(MAX_QUEUED), waits)
      const accept = (chunk: Uint8Array) => {
        const [pending, frames] = feed(arrivals.pending, chunk)
        arrivals.pending = pending
        const found = frames.map((received): Arrival => ({ _tag: "Frame", received }))
        found.forEach(onArrival)
        return Queue.offerAll(arrivals.queue, found)
      }
      const reading = Effect.catchAll(Effect.forever(Effect.flatMap(read(connection), accept)), (reason) => {
        // We have broken it ourselves, and nobody waits for what comes then.
        if (Option.exists(reason, (error) => error.reason === "Closed")) return Effect.void
        const end: Arrival = { _tag: "End", how: showEnd(reason) }
        onArrival(end)
        return Queue.offer(arrivals.queue, end)
      })
      arrivals.reader = yield* Effect.forkScoped(reading)
      return arrivals
    })

  /** The next arrival; the end again and again once it has come. `expected` is for the mismatch that nothing comes. */
  next(expected: string): Effect.Effect<Arrival, Mismatch> {
    const { answer } = this.waits
    return Effect.timeoutFail(this.take, {
      duration: answer,
      onTimeout: () => {
        const within = `within ${Duration.format(answer)}`
        const actual = this.partial === undefined ? `nothing ${within}` : `${within} only ${this.partial}`
        return new Mismatch({ expected, actual })
      }
    })
  }

  /** The next arrival, unless nothing comes for a while. */
  readonly nextIfAny: Effect.Effect<Option.Option<Arrival>> = Effect.suspend(() =>
    Effect.timeoutOption(this.take, this.waits.silence)
  )

  /** What has come of a frame that is not whole, if anything has. */
  get partial(): string | undefined {
    return this.pending.length === 0 ? undefined : Format.partial(this.pending)
  }

  /** Gives an arrival back: it is the next one again. */
  putBack(arrival: Arrival): void {
    this.held = arrival
  }

  /** Takes what has come already, at most so much; answers how much it was. */
  skip(most: number): Effect.Effect<number> {
    return Effect.map(Queue.takeUpTo(this.queue, most), (skipped) => skipped.length)
  }

  /** How much has come and was not looked at. */
  get waiting(): Effect.Effect<number> {
    return Queue.size(this.queue)
  }

  /** From now on nothing is read. */
  readonly stall: Effect.Effect<void> = Effect.suspend(() =>
    this.reader === undefined ? Effect.void : Effect.asVoid(Fiber.interrupt(this.reader))
  )

  private readonly take: Effect.Effect<Arrival> = Effect.suspend(() => {
    const ready = this.end ?? this.held
    this.held = undefined
    if (ready !== undefined) return Effect.succeed(ready)
    return Effect.tap(Queue.take(this.queue), (arrival) =>
      Effect.sync(() => {
        if (arrival._tag === "End") this.end = arrival
      })
    )
  })
}
