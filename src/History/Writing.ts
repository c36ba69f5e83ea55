/**
 * What the one process does that writes the history.
 *
 * Numbers are written ahead: a channel's `reserved` is in the file before a number up to it is given to anybody, so what was
 * delivered is never numbered again, even if a crash lost it from the history. A start that finds a channel whose last event
 * is before `reserved` has followed a crash: then the numbers between are a gap.
 */
import * as Effect from "effect/Effect"
import { toBytes } from "../Domain/ByteString.ts"
import type { Epoch, Millis, Sequence } from "../Domain/ChannelEvent.ts"
import type { ChannelName } from "../Domain/ChannelName.ts"
import type { Block } from "./Block.ts"
import type { Database } from "./Database.ts"
import type { HistoryError } from "./HistoryError.ts"
import * as Place from "./Place.ts"

/** A channel as the file has it. */
export interface ChannelRecord {
  readonly id: number
  readonly name: ChannelName
  readonly epoch: Epoch
  readonly topic: Uint8Array
  readonly reserved: Sequence
}

/** A block, and whose it is. */
export interface ChannelBlock extends Block {
  readonly channel: number
}

/** What is written in one transaction. */
export interface Batch {
  /** The time of now. */
  readonly at: Millis
  /** Channels that are new, or have another topic or reservation. */
  readonly channels: ReadonlyArray<ChannelRecord>
  /** In the order of their numbers for each channel. */
  readonly blocks: ReadonlyArray<ChannelBlock>
}

/** How many rows a statement has at the most: it may have 32,766 parameters. */
const ROWS = 1000

/** Inserts rows, as many by a statement as it may have. `rest` stands behind them. */
const insert = (
  { run }: Database,
  into: string,
  rows: ReadonlyArray<ReadonlyArray<unknown>>,
  rest = ""
): Effect.Effect<void, HistoryError> =>
  Effect.gen(function* () {
    for (let at = 0; at < rows.length; at += ROWS) {
      const some = rows.slice(at, at + ROWS)
      const values = some.map((row) => `(${row.map(() => "?").join(",")})`).join(",")
      yield* run(`insert into ${into} values ${values}${rest}`, some.flat())
    }
  })

const transaction = <A>({ run }: Database, action: Effect.Effect<A, HistoryError>): Effect.Effect<A, HistoryError> =>
  Effect.zipRight(run("begin immediate"), Effect.zipLeft(action, run("commit")))

/** Writes a batch, all or nothing. After an error the database must be closed. */
export const write = (database: Database, { at, blocks, channels }: Batch): Effect.Effect<void, HistoryError> => {
  const saveBlocks = insert(
    database,
    "block (channel, first, last, at, until, events)",
    blocks.map(({ at, channel, events, first, last, until }) => [channel, first, last, at, until, events ?? null])
  )
  // One statement is a transaction of itself.
  if (channels.length === 0 && blocks.length <= ROWS) return saveBlocks
  const saveChannels = insert(
    database,
    "channel (id, name, epoch, reserved, topic, created)",
    channels.map(({ epoch, id, name, reserved, topic }) => [id, toBytes(name), epoch, reserved, topic, at]),
    " on conflict (id) do update set reserved = excluded.reserved, topic = excluded.topic"
  )
  return transaction(database, Effect.zipRight(saveChannels, saveBlocks))
}

/** Reserves so many numbers more for every channel, at the start of a server. */
export const reserve = ({ run }: Database, step: number): Effect.Effect<void, HistoryError> =>
  Effect.asVoid(run("update channel set reserved = reserved + ?", [step]))

/** The words of a message at a place. */
export interface Words {
  readonly place: Place.Place
  readonly channel: number
  /** As they are looked for. */
  readonly words: ReadonlyArray<string>
}

/** Adds words to the index: those of all messages up to a block. */
export const index = (
  database: Database,
  words: ReadonlyArray<Words>,
  block: number
): Effect.Effect<void, HistoryError> =>
  transaction(
    database,
    Effect.zipRight(
      insert(
        database,
        "search (rowid, channel, words)",
        words.map(({ channel, place, words }) => [place, `c${channel}`, words.join(" ")])
      ),
      database.run("update indexed set block = ?", [block])
    )
  )

/** How many blocks one step forgets at the most, and how many events, unless a block has more: for some milliseconds. */
const STEP = { blocks: 200, events: 500 }

interface Candidate {
  readonly id: number
  readonly channel: number
  readonly count: number
}

/** Forgets the first of the blocks; returns their channels. */
const remove = (database: Database, candidates: ReadonlyArray<Candidate>) =>
  Effect.gen(function* () {
    let events = 0
    const some = candidates.filter(({ count }, at) => {
      events += count
      return at === 0 || events <= STEP.events
    })
    if (some.length > 0) {
      yield* transaction(
        database,
        Effect.forEach(
          some,
          ({ id }) =>
            Effect.zipRight(
              database.run("delete from search where rowid between ? and ?", [Place.of(id), Place.of(id + 1) - 1]),
              database.run("delete from block where id = ?", [id])
            ),
          { discard: true }
        )
      )
    }
    return Array.from(new Set(some.map(({ channel }) => channel)))
  })

/** The events of a block that may be in the index: a gap has none there. */
const COUNT = "iif(events is null, 1, last - first + 1) as count"

/** Forgets some of the blocks that ended before a time, the oldest first; returns their channels, none where none is left. */
export const forgetBefore = (database: Database, time: Millis): Effect.Effect<ReadonlyArray<number>, HistoryError> =>
  Effect.flatMap(
    database.run<Candidate>(
      `select id, channel, count from (
         select id, channel, until, ${COUNT} from block order by id limit ?
       ) where until < ?`,
      [STEP.blocks, time]
    ),
    (candidates) => remove(database, candidates)
  )

/** Forgets some of the blocks of a channel that end before a number. */
export const forgetUpTo = (
  database: Database,
  channel: number,
  n: Sequence
): Effect.Effect<ReadonlyArray<number>, HistoryError> =>
  Effect.flatMap(
    database.run<Candidate>(
      `select id, channel, ${COUNT} from block where channel = ? and first < ? and last < ? order by first limit ?`,
      [channel, n, n, STEP.blocks]
    ),
    (candidates) => remove(database, candidates)
  )

/** Ends in order: no number is reserved any more, and the file is whole without its log. */
export const finish = ({ run }: Database): Effect.Effect<void, HistoryError> =>
  Effect.gen(function* () {
    yield* run(
      `update channel set reserved = final from (
         select c.id as key, (select last from block where channel = c.id order by first desc limit 1) as final
         from channel c
       ) where id = key and reserved > final`
    )
    yield* run("pragma wal_checkpoint(truncate)")
  })
