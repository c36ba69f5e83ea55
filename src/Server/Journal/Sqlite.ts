/**
 * The journal on disk: SQLite in a folder of this server alone (`History/Store`). Channels, topics, epochs, numbers and
 * events are there again after a restart.
 *
 * Loaded only where a folder is named: it takes a thread and a tenth of a second.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { ChannelEvent, Sequence } from "../../Domain/ChannelEvent.ts"
import type { ChannelName } from "../../Domain/ChannelName.ts"
import * as Words from "../../Domain/Words.ts"
import { unpack } from "../../History/Block.ts"
import type { Durability } from "../../History/Database.ts"
import type { HistoryError } from "../../History/HistoryError.ts"
import type { Cursor } from "../../History/Searching.ts"
import type { MakeStore, Store } from "../../History/Store.ts"
import { type Found, Journal, JournalError, type JournalService, PAGE, type Query, type Range } from "../Journal.ts"
import { newEpoch } from "./Epoch.ts"
import * as Retention from "./Retention.ts"
import { Rings } from "./Rings.ts"
import { blocksOf, newest, select } from "./Selection.ts"
import { type LogServices, STEP, StoredLog } from "./StoredLog.ts"
import { Writer } from "./Writer.ts"

export interface SqliteOptions extends Retention.RetentionOptions {
  readonly folder: string
  readonly durability: Durability
  /** Whether the last events are held in memory too, for a protocol whose clients ask for them. */
  readonly hasReaders: boolean
  readonly store: MakeStore
}

/** The channels that the file has. After a crash, the numbers that may have been given since its last event are a gap. */
const restore = (writer: Writer, services: LogServices) =>
  Effect.gen(function* () {
    const at = yield* Clock.currentTimeMillis
    const kept = yield* writer.open
    return kept.map(({ epoch, first, head, id, name, reserved, topic }) => {
      const log = new StoredLog(id, name, epoch, services, topic, head, first, reserved + STEP)
      if (reserved > head) log.unsafeAppend({ _tag: "Gap", n: head + 1, at, to: reserved })
      return log
    })
  })

const make = (options: SqliteOptions): Effect.Effect<JournalService, HistoryError, Scope.Scope> =>
  Effect.gen(function* () {
    const { durability, folder, hasReaders } = options
    const logs = new Map<ChannelName, StoredLog>()
    const writer = new Writer(yield* options.store(folder, durability), { folder, logs })
    const services: LogServices = {
      queue: writer.queue,
      rings: hasReaders ? new Rings<StoredLog>() : undefined,
      onEvent: (isKept) => writer.unsafeNotify(isKept)
    }
    const restored = yield* restore(writer, services)
    for (const log of restored) logs.set(log.name, log)
    let lastId = restored.reduce((last, { id }) => Math.max(last, id), 0)
    const epoch = yield* newEpoch
    const names = new Map(restored.map(({ id, name }) => [id, name]))
    yield* Effect.addFinalizer(() => writer.finish)
    yield* Effect.forkScoped(writer.run)
    yield* Effect.forkScoped(writer.runIndex)
    yield* Effect.forkScoped(Retention.run(options, writer, logs))

    const read = (log: StoredLog, range: Range, limit: number) =>
      Effect.gen(function* () {
        // Before the file is read: what is written meanwhile would be in neither.
        const waiting = blocksOf(
          Array.from(writer.queue.of(log), ({ block }) => block),
          range,
          limit
        ).flatMap((block) => unpack(block))
        const end = waiting[0]?.n ?? Number.POSITIVE_INFINITY
        const kept = yield* writer.ask((store) => readRange(store, log, range, limit))
        return select([...kept.filter(({ n }) => n < end), ...waiting], range, limit)
      })

    /** What waits to be written, block by block: others have their turn between two. */
    const searchWaiting = (log: StoredLog | undefined, phrases: ReadonlyArray<Words.Phrase>) =>
      Effect.map(
        Effect.forEach(Array.from(writer.queue.of(log)), ({ block, log: { name } }) =>
          Effect.as(
            Effect.sleep(0),
            unpack(block).flatMap(
              (event): ReadonlyArray<Found> =>
                event._tag === "Message" && Words.areIn(event.text, phrases) ? [{ channel: name, event }] : []
            )
          )
        ),
        (found) => found.flat()
      )

    const search = ({ channel, limit, words }: Query) =>
      Effect.gen(function* () {
        const phrases = Words.phrases(words)
        const log = channel === undefined ? undefined : logs.get(channel)
        if (phrases.length === 0 || (channel !== undefined && log === undefined)) return []
        const waiting = yield* searchWaiting(log, phrases)
        const known = new Set(waiting.map(keyOf))
        const found = [...waiting]
        let cursor: Cursor | undefined
        do {
          const given = { search: { channel: log?.id, phrases }, cursor }
          const step = yield* writer.ask(({ search }) => search(given))
          for (const { channel, event } of step.hits) {
            const name = names.get(channel)
            if (name === undefined || event._tag !== "Message") continue
            // It may have been written meanwhile.
            const hit = { channel: name, event }
            if (!known.has(keyOf(hit))) found.push(hit)
          }
          cursor = step.next
        } while (cursor !== undefined && found.length < Math.min(limit, PAGE))
        return newest(found, limit)
      })

    const readable = <A>(effect: Effect.Effect<A, HistoryError>) =>
      Effect.mapError(effect, ({ problem }) => new JournalError({ problem: `it ${problem}` }))

    return {
      logs: restored,
      unsafeCreate: (name) => {
        const log = new StoredLog(++lastId, name, epoch, services)
        log.isChanged = true
        logs.set(name, log)
        names.set(log.id, name)
        return log
      },
      read: (channel, range, limit) => {
        const log = logs.get(channel)
        return log === undefined ? Effect.succeed([]) : readable(read(log, range, Math.min(limit, PAGE)))
      },
      search: (query) => readable(search(query)),
      status: Effect.sync(() => writer.status)
    } satisfies JournalService
  })

const keyOf = ({ channel, event }: Found): string => `${event.n} ${channel}`

/** What the file has of a range; around a number, a page on both sides. */
const readRange = (
  { before, from, since }: Store,
  { first, head, id }: StoredLog,
  range: Range,
  limit: number
): Effect.Effect<ReadonlyArray<ChannelEvent>, HistoryError> => {
  const channel = { first, head, id }
  const ofBefore = (n: Sequence) => before({ channel, n, limit })
  switch (range._tag) {
    case "After":
      return from({ channel, n: range.n + 1, limit })
    case "Before":
      return ofBefore(range.n)
    case "Around":
      return Effect.zipWith(ofBefore(range.n), from({ channel, n: range.n, limit }), (one, other) => [...one, ...other])
    case "Since":
      return since({ channel, at: range.at, limit })
    case "Last":
      return ofBefore(head + 1)
  }
}

export const layer = (options: SqliteOptions): Layer.Layer<Journal, HistoryError> =>
  Layer.scoped(Journal, make(options))
