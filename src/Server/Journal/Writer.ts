/**
 * Writes what waits in the queue, a batch at a time, and keeps the index of words up to date.
 *
 * After an error the log says once what is wrong, and the file is opened anew every second. When writing works again, what
 * waited is written, and what was lost stands in the file as a gap.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Gap, Millis } from "../../Domain/ChannelEvent.ts"
import { HistoryError } from "../../History/HistoryError.ts"
import type { KeptChannel } from "../../History/Reading.ts"
import type { Store } from "../../History/Store.ts"
import { BATCH, WriteQueue } from "../../History/WriteQueue.ts"
import type { Status } from "../Journal.ts"
import { STEP, type StoredLog } from "./StoredLog.ts"

/** Milliseconds from an event to its batch, and from one batch to the next: what a killed process loses, with the writing. */
const DELAY = 20

/** Milliseconds from one attempt to the next while writing fails. */
const RETRY = 1000

/** Milliseconds from an event until its words are indexed, if nothing else is to be written. */
const INDEX = 500

/**
 * From so many bytes in a batch on much is said: then, and for so many milliseconds, indexing rests so many times as long as
 * it has worked, because it takes many times as long as delivering.
 */
const MUCH = 8 * 1024
const QUIET = 1000
const REST = 39

export interface WriterOptions {
  readonly folder: string
  /** All channels, whose logs are told what the file has of them. */
  readonly logs: ReadonlyMap<string, StoredLog>
}

export class Writer {
  readonly queue = new WriteQueue<StoredLog>()
  status: Status = { _tag: "Keeping" }
  private isOpen = false
  private lost = 0
  /** Until when indexing rests. */
  private busyUntil: Millis = 0
  private readonly hasWork = Effect.unsafeMakeLatch(false)
  private readonly hasWords = Effect.unsafeMakeLatch(true)
  private readonly opening = Effect.unsafeMakeSemaphore(1)

  constructor(
    private readonly store: Store,
    private readonly options: WriterOptions
  ) {}

  /** Must be called after each event. */
  unsafeNotify(isKept: boolean): void {
    if (!isKept) this.lost++
    this.hasWork.unsafeOpen()
  }

  /** Opens the file for the first time. */
  get open(): Effect.Effect<ReadonlyArray<KeptChannel>, HistoryError> {
    return Effect.tap(this.store.open(STEP), () => {
      this.isOpen = true
    })
  }

  /** Asks the store, and opens the file before where it is not open. */
  ask<A>(question: (store: Store) => Effect.Effect<A, HistoryError>): Effect.Effect<A, HistoryError> {
    return Effect.suspend(() => (this.isOpen ? Effect.void : this.reopen)).pipe(
      Effect.zipRight(question(this.store)),
      Effect.tapError(() =>
        Effect.sync(() => {
          this.isOpen = false
        })
      )
    )
  }

  /** Writes for as long as it runs. */
  get run(): Effect.Effect<never> {
    const round = Effect.gen(this, function* () {
      yield* this.hasWork.await
      yield* Effect.sleep(DELAY)
      while (!this.queue.isEmpty) {
        const began = yield* Clock.currentTimeMillis
        const isWritten = yield* this.tryBatch(BATCH)
        const took = (yield* Clock.currentTimeMillis) - began
        if (!isWritten) yield* Effect.sleep(RETRY)
        else if (!this.queue.isEmpty) yield* Effect.sleep(Math.max(0, DELAY - took))
      }
      // Nothing happens between this look at the queue and the next event.
      this.hasWork.unsafeClose()
    })
    return Effect.forever(round)
  }

  /** Indexes for as long as it runs. */
  get runIndex(): Effect.Effect<never> {
    const step = Effect.gen(this, function* () {
      const began = yield* Clock.currentTimeMillis
      const hasMore = yield* this.ask(({ index }) => index(undefined))
      const now = yield* Clock.currentTimeMillis
      yield* Effect.sleep(now < this.busyUntil ? REST * Math.max(1, now - began) : 0)
      return hasMore
    })
    const round = Effect.gen(this, function* () {
      yield* this.hasWords.await
      yield* Effect.sleep(INDEX)
      yield* this.hasWords.close
      yield* Effect.repeat(step, { while: (hasMore) => hasMore })
    })
    // What is wrong with the disk is said where writing fails.
    return Effect.forever(Effect.catchAll(round, () => Effect.zipRight(Effect.sleep(RETRY), this.hasWords.open)))
  }

  /** Writes everything, and ends in order. What cannot be written is lost, and the log says so. */
  get finish(): Effect.Effect<void> {
    return Effect.gen(this, function* () {
      while (!this.queue.isEmpty && (yield* this.tryBatch(BATCH)));
      if (this.queue.isEmpty) yield* Effect.ignore(this.ask(({ finish }) => finish(undefined)))
      else yield* Effect.logError("the last of what was said could not be written to the history")
    })
  }

  private get reopen(): Effect.Effect<void, HistoryError> {
    return Effect.suspend(() =>
      this.isOpen ? Effect.void : Effect.flatMap(this.open, (kept) => this.compare(kept))
    ).pipe(this.opening.withPermits(1))
  }

  /** Finds the file as it was left, or anew; then the channels are written again, and what was in the old one is a gap. */
  private compare(channels: ReadonlyArray<KeptChannel>): Effect.Effect<void, HistoryError> {
    return Effect.gen(this, function* () {
      const kept = new Map(channels.map(({ epoch, name }) => [name as string, epoch]))
      const known = Array.from(this.options.logs.values()).filter(({ reserved }) => Number.isFinite(reserved))
      if (kept.size === 0) {
        const at = yield* Clock.currentTimeMillis
        for (const log of known) this.forget(log, at)
      } else if (known.some(({ epoch, name }) => kept.get(name) !== epoch)) {
        this.isOpen = false
        const problem = "has been replaced by another one while the server runs"
        return yield* new HistoryError({ path: this.options.folder, problem })
      }
    })
  }

  private forget(log: StoredLog, at: Millis): void {
    const gap: Gap = { _tag: "Gap", n: 1, at, to: log.written }
    if (log.written > 0) this.queue.putFirst(log, gap)
    log.forgotten()
  }

  /** Whether a batch has been written. */
  private tryBatch(most: number): Effect.Effect<boolean> {
    return Effect.suspend(() => this.writeBatch(most)).pipe(
      Effect.zipRight(this.works),
      Effect.as(true),
      Effect.catchAll((error) => {
        this.queue.mergeGaps()
        return Effect.as(this.fails(error.problem), false)
      }),
      // What is being written must be known to be written.
      Effect.uninterruptible
    )
  }

  private writeBatch(most: number): Effect.Effect<void, HistoryError> {
    return Effect.gen(this, function* () {
      const at = yield* Clock.currentTimeMillis
      const { count, saved, taken } = yield* this.ask(({ write }) =>
        Effect.suspend(() => {
          const taken = this.queue.take(most)
          const saved = Array.from(new Set(taken.map(({ log }) => log)), (log) => ({ log, record: log.toSave() }))
          const channels = saved.flatMap(({ record }) => record ?? [])
          const blocks = taken.map(({ block, log }) => ({ ...block, channel: log.id }))
          return Effect.as(write({ at, channels, blocks }), { count: taken.length, saved, taken })
        })
      )
      let size = 0
      for (const { log, record } of saved) if (record !== undefined) log.saved(record)
      for (const { block, log } of taken) {
        log.written = block.last
        size += block.events?.length ?? 0
      }
      this.queue.drop(count)
      if (size >= MUCH) this.busyUntil = at + QUIET
      this.hasWords.unsafeOpen()
    })
  }

  private fails(problem: string): Effect.Effect<void> {
    return Effect.gen(this, function* () {
      if (this.status._tag === "Failing") {
        this.status = { ...this.status, lost: this.lost }
        return
      }
      const since = yield* Clock.currentTimeMillis
      this.status = { _tag: "Failing", problem, since, lost: this.lost }
      yield* Effect.logError(
        `what is said is not kept since ${new Date(since).toISOString()}: the history in ${this.options.folder} ${problem}`
      )
    })
  }

  /** A batch was written. It is no good sign yet while more is lost than written. */
  private get works(): Effect.Effect<void> {
    return Effect.gen(this, function* () {
      const { lost } = this
      const isTooSlow = lost > 0 && (this.queue.isFull || this.status._tag === "Keeping")
      if (isTooSlow) yield* this.fails("cannot be written as fast as people speak")
      if (this.status._tag === "Keeping" || this.queue.isFull) return
      this.lost = 0
      this.status = { _tag: "Keeping" }
      yield* Effect.logWarning(`what is said is kept again; ${lost} events are lost, and the history says where`)
    })
  }
}
