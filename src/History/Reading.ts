/** What is read of the channels by their numbers, and in the order of arrival. Each answer is bounded: reading holds its thread up. */
import * as Effect from "effect/Effect"
import { fromBytes } from "../Domain/ByteString.ts"
import { type ChannelEvent, type Epoch, last, type Millis, type Sequence } from "../Domain/ChannelEvent.ts"
import type { ChannelName } from "../Domain/ChannelName.ts"
import { type Block, unpack } from "./Block.ts"
import type { Database } from "./Database.ts"
import type { HistoryError } from "./HistoryError.ts"
import * as Place from "./Place.ts"

/** A channel as it is in the file. */
export interface KeptChannel {
  readonly id: number
  readonly name: ChannelName
  readonly epoch: Epoch
  readonly topic: Uint8Array
  readonly reserved: Sequence
  /** The number of the last event and of the oldest; `reserved` and the next where there is none. */
  readonly head: Sequence
  readonly first: Sequence
}

interface ChannelRow extends Omit<KeptChannel, "name" | "topic"> {
  readonly name: ArrayBuffer
  readonly topic: ArrayBuffer
}

// A channel whose events are all forgotten goes on after what is reserved.
const channels = `select id, name, epoch, topic, reserved,
  coalesce((select last from block where channel = c.id order by first desc limit 1), reserved) as head,
  coalesce((select first from block where channel = c.id order by first limit 1), reserved + 1) as first from channel c`

/** All channels, or the one of a name; in the order of their making. */
export const channelsOf = (
  { run }: Database,
  name?: Uint8Array
): Effect.Effect<ReadonlyArray<KeptChannel>, HistoryError> =>
  Effect.map(
    name === undefined
      ? run<ChannelRow>(`${channels} order by id`)
      : run<ChannelRow>(`${channels} where name = ?`, [name]),
    (rows) =>
      rows.map((row) => ({
        ...row,
        name: fromBytes(new Uint8Array(row.name)) as ChannelName,
        topic: new Uint8Array(row.topic)
      }))
  )

/** A block with its place. */
export interface KeptBlock extends Block {
  readonly id: number
  readonly channel: number
}

interface BlockRow extends Omit<KeptBlock, "events"> {
  readonly events: ArrayBuffer | null
}

/** Blocks by the end of a statement. */
export const blocks = (
  { run }: Database,
  rest: string,
  parameters: ReadonlyArray<unknown>
): Effect.Effect<ReadonlyArray<KeptBlock>, HistoryError> =>
  Effect.map(
    run<BlockRow>(`select id, channel, first, last, at, until, events from block where ${rest}`, parameters),
    (rows) => rows.map((row) => ({ ...row, events: row.events === null ? undefined : new Uint8Array(row.events) }))
  )

/** How many blocks are read at once at the most: half a megabyte. A channel's are read in steps of 2, 4, 8 and so many. */
const BLOCKS = 16

/** The first events of a channel from a number on; a gap that the number lies in is the first. */
export const from = (
  database: Database,
  channel: number,
  n: Sequence,
  limit: number
): Effect.Effect<ReadonlyArray<ChannelEvent>, HistoryError> =>
  Effect.gen(function* () {
    const found: Array<ChannelEvent> = []
    const [start] = yield* database.run<{ first: number }>(
      "select first from block where channel = ? and first <= ? order by first desc limit 1",
      [channel, n]
    )
    for (let next = start?.first ?? n, size = 2; found.length < limit; size = Math.min(2 * size, BLOCKS)) {
      const read = yield* blocks(database, "channel = ? and first >= ? order by first limit ?", [channel, next, size])
      for (const block of read) found.push(...unpack(block).filter((event) => last(event) >= n))
      const end = read.at(-1)
      if (end === undefined || read.length < size) break
      next = end.last + 1
    }
    return found.slice(0, limit)
  })

/** The last events of a channel before a number, in their order. */
export const before = (
  database: Database,
  channel: number,
  n: Sequence,
  limit: number
): Effect.Effect<ReadonlyArray<ChannelEvent>, HistoryError> =>
  Effect.gen(function* () {
    let found: ReadonlyArray<ChannelEvent> = []
    for (let end = n, size = 2; found.length < limit; size = Math.min(2 * size, BLOCKS)) {
      const read = yield* blocks(database, "channel = ? and first < ? order by first desc limit ?", [
        channel,
        end,
        size
      ])
      const events = read.toReversed().flatMap((block) => unpack(block).filter((event) => event.n < n))
      found = [...events, ...found]
      const start = read.at(-1)
      if (start === undefined || read.length < size) break
      end = start.first
    }
    return found.slice(-limit)
  })

/** The number of the oldest event of a channel; undefined where there is none. */
export const firstNumber = ({ run }: Database, channel: number) =>
  Effect.map(
    run<{ first: number }>("select first from block where channel = ? order by first limit 1", [channel]),
    ([row]) => row?.first
  )

/** Blocks by increasing keys: the first at or after a key, whose events end at a time. */
type Probe = (key: number) => Effect.Effect<{ readonly key: number; readonly until: Millis } | undefined, HistoryError>

/** The key of the first block that ends at a time or later: halves what is between, in some fifty steps at most. */
const bisect = (low: number, high: number, probe: Probe, time: Millis): Effect.Effect<number, HistoryError> =>
  Effect.gen(function* () {
    let [from, to] = [low, high]
    while (from < to) {
      const middle = Math.floor((from + to) / 2)
      const found = yield* probe(middle)
      if (found === undefined || found.until >= time) to = middle
      else from = found.key + 1
    }
    return from
  })

/** The first events of a channel at a time or later; times are taken to grow with the numbers. */
export const since = (
  database: Database,
  { first, head, id }: Pick<KeptChannel, "first" | "head" | "id">,
  time: Millis,
  limit: number
): Effect.Effect<ReadonlyArray<ChannelEvent>, HistoryError> =>
  Effect.gen(function* () {
    const probe: Probe = (key) =>
      Effect.map(
        database.run<{ key: number; until: Millis }>(
          "select first as key, until from block where channel = ? and first >= ? order by first limit 1",
          [id, key]
        ),
        ([row]) => row
      )
    const start = yield* bisect(first, head + 1, probe, time)
    const read = yield* blocks(database, "channel = ? and first >= ? order by first limit 1", [id, start])
    const event = read.flatMap((block) => unpack(block)).find(({ at }) => at >= time)
    return event === undefined ? [] : yield* from(database, id, event.n, limit)
  })

/** An event that arrived, with its place in the order of arrival. */
export interface Arrived {
  readonly place: Place.Place
  readonly channel: number
  readonly event: ChannelEvent
}

/** The events of a block, with their places. */
export const arrivals = (block: KeptBlock, wants?: (index: number) => boolean): ReadonlyArray<Arrived> =>
  unpack(block, wants).map((event) => ({
    place: Place.of(block.id, block.events === undefined ? 0 : event.n - block.first),
    channel: block.channel,
    event
  }))

/** The events of the next blocks from one on, in the order of their times; and the block after them, if there is one. */
export const arrivedFrom = (database: Database, block: number) =>
  Effect.map(blocks(database, `id >= ? order by id limit ${BLOCKS}`, [block]), (read) => ({
    events: read.flatMap((block) => arrivals(block)).sort((one, other) => one.event.at - other.event.at),
    next: read.length < BLOCKS ? undefined : (read.at(-1)?.id ?? block) + 1
  }))

/** The first block that has events at a time or later. */
export const blockAt = ({ run }: Database, time: Millis): Effect.Effect<number, HistoryError> =>
  Effect.gen(function* () {
    const [ends] = yield* run<{ low: number; high: number }>(
      "select coalesce(min(id), 1) as low, coalesce(max(id), 0) + 1 as high from block"
    )
    const probe: Probe = (key) =>
      Effect.map(
        run<{ key: number; until: Millis }>("select id as key, until from block where id >= ? order by id limit 1", [
          key
        ]),
        ([row]) => row
      )
    return yield* bisect(ends?.low ?? 1, ends?.high ?? 1, probe, time)
  })

/** Where the last so many events begin: in a block, with its events from the one at `index` on. */
export interface Start {
  readonly block: number
  /** The number of its first event. */
  readonly first: Sequence
  readonly index: number
}

/** Where the last so many events begin, of a channel or of all; undefined where there are no more than these. */
export const startOfLast = (
  { run }: Database,
  channel: number | undefined,
  count: number
): Effect.Effect<Start | undefined, HistoryError> => {
  const [key, where] = channel === undefined ? ["id", "true"] : ["first", "channel = ?"]
  return Effect.map(
    run<{ id: number; first: number; total: number }>(
      `select id, first, total from (
         select id, first, sum(iif(events is null, 1, last - first + 1)) over (order by ${key} desc) as total
         from block where ${where}
       ) where total >= ? limit 1`,
      channel === undefined ? [count] : [channel, count]
    ),
    ([row]) => (row === undefined ? undefined : { block: row.id, first: row.first, index: row.total - count })
  )
}
