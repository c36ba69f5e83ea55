/**
 * A store in a worker thread (`Thread`), so that no delivery waits for the disk.
 *
 * A question is a message, and so is its answer; what is asked is done one after the other. A worker that ends is started
 * anew by the library, and then its file has to be opened, as after any other error.
 */
import { Worker as WorkerThread } from "node:worker_threads"
import * as Transferable from "@effect/platform/Transferable"
import * as Worker from "@effect/platform/Worker"
import type { WorkerError } from "@effect/platform/WorkerError"
import * as NodeWorker from "@effect/platform-node/NodeWorker"
import * as Effect from "effect/Effect"
import type { Block } from "./Block.ts"
import type { Durability } from "./Database.ts"
import { HistoryError } from "./HistoryError.ts"
import type { MakeStore, Questions, Store } from "./Store.ts"
import type { Batch, ChannelBlock } from "./Writing.ts"

/** What the thread is started with. */
export interface ThreadOptions {
  readonly folder: string
  readonly durability: Durability
}

/** What the thread is asked. */
export interface Question {
  readonly name: keyof Questions
  readonly given: unknown
}

/** What the thread answers where it fails. */
export interface Failure {
  readonly path: string
  readonly problem: string
}

/** A batch whose events are one piece of memory, which is handed over and not copied. */
export interface PackedBatch extends Omit<Batch, "blocks"> {
  readonly blocks: ReadonlyArray<Omit<ChannelBlock, "events"> & { readonly size: number | undefined }>
  readonly events: Uint8Array
}

const pack = ({ at, blocks, channels }: Batch): PackedBatch => {
  const events = new Uint8Array(blocks.reduce((size, { events }) => size + (events?.length ?? 0), 0))
  let length = 0
  return {
    at,
    channels,
    blocks: blocks.map(({ events: own, ...block }) => {
      if (own !== undefined) events.set(own, length)
      length += own?.length ?? 0
      return { ...block, size: own?.length }
    }),
    events
  }
}

export const unpack = ({ at, blocks, channels, events }: PackedBatch): Batch => {
  let start = 0
  const own = (size: number | undefined): Block["events"] => {
    if (size === undefined) return undefined
    start += size
    return events.subarray(start - size, start)
  }
  return { at, channels, blocks: blocks.map(({ size, ...block }) => ({ ...block, events: own(size) })) }
}

const encode = (question: Question): Effect.Effect<unknown> => {
  if (question.name !== "write") return Effect.succeed(question)
  const given = pack(question.given as Batch)
  return Effect.as(Transferable.addAll([given.events.buffer as ArrayBuffer]), { ...question, given })
}

/** The store of the thread that `file` is the program of. */
export const make =
  (file: string): MakeStore =>
  (folder, durability) =>
    Effect.gen(function* () {
      const manager = yield* Worker.WorkerManager
      const { executeEffect } = yield* Effect.orDie(manager.spawn<Question, unknown, Failure>({ encode }))
      const ask = (name: keyof Questions) => (given: unknown) =>
        Effect.mapError(
          executeEffect({ name, given }),
          (error: Failure | WorkerError) =>
            new HistoryError("problem" in error ? error : { path: folder, problem: `fails: ${error.message}` })
        )
      const names: ReadonlyArray<keyof Questions> = [
        "open",
        "write",
        "from",
        "before",
        "since",
        "search",
        "index",
        "forgetBefore",
        "forgetUpTo",
        "finish"
      ]
      return Object.fromEntries(names.map((name) => [name, ask(name)])) as unknown as Store
    }).pipe(
      Effect.provide(
        NodeWorker.layer(() => {
          const workerData: ThreadOptions = { folder, durability }
          return new WorkerThread(file, { workerData })
        })
      )
    )
