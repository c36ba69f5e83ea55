/**
 * The search for words: in the index, and in what is not in it yet.
 *
 * The index of words is the dearest part of the history, three times all the rest. So words are added a while after their
 * messages, a little at a time (`index`), and what has no words there yet is looked at message by message.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { toTextOrLatin1 } from "../Domain/Utf8.ts"
import * as Words from "../Domain/Words.ts"
import type { Database } from "./Database.ts"
import type { HistoryError } from "./HistoryError.ts"
import * as Place from "./Place.ts"
import * as Reading from "./Reading.ts"
import * as Writing from "./Writing.ts"

/** How many events one step looks at whose words are not known, unless a block has more: for some milliseconds. */
const STEP = 256

/** How many blocks one step looks at in the index, at first; a step that was quick is followed by one twice as large. */
const FIRST_STEP = 20_000

/** Milliseconds of a step that was quick. */
const QUICK = 4

/** What one step finds at the most: for each its block is read. */
const MOST = 50

const lastIndexed = ({ run }: Database) =>
  Effect.map(run<{ block: number }>("select block from indexed"), ([row]) => row?.block ?? 0)

/** The first of some blocks, as many as have `STEP` events together, and in any case one. */
const some = (rows: ReadonlyArray<{ readonly id: number; readonly count: number }>): ReadonlyArray<number> => {
  let events = 0
  return rows.flatMap(({ count, id }, at) => {
    events += count
    return at === 0 || events <= STEP ? [id] : []
  })
}

const ids = ({ run }: Database, rest: string, parameters: ReadonlyArray<unknown>) =>
  Effect.map(
    run<{ id: number; count: number }>(
      `select id, iif(events is null, 1, last - first + 1) as count from block where ${rest} limit ${STEP}`,
      parameters
    ),
    some
  )

/** Adds the words of the next messages to the index; returns whether there were any blocks left. */
export const index = (database: Database): Effect.Effect<boolean, HistoryError> =>
  Effect.gen(function* () {
    const indexed = yield* lastIndexed(database)
    const next = yield* ids(database, "id > ? order by id", [indexed])
    const end = next.at(-1)
    if (end === undefined) return false
    const read = yield* Reading.blocks(database, "id > ? and id <= ? order by id", [indexed, end])
    const words = read.flatMap((block) =>
      Reading.arrivals(block).flatMap(({ channel, event, place }) => {
        if (event._tag !== "Message") return []
        const words = Words.tokens(toTextOrLatin1(event.text)).map(({ word }) => word)
        return words.length === 0 ? [] : [{ place, channel, words }]
      })
    )
    yield* Writing.index(database, words, end)
    return true
  })

export interface Search {
  /** Undefined: in all channels. */
  readonly channel: number | undefined
  /** At least one. */
  readonly phrases: ReadonlyArray<Words.Phrase>
}

/** In the language of FTS5: words are letters, digits and marks, so none needs care within its quotes. */
const matching = ({ channel, phrases }: Search): string => {
  const words = phrases.map(({ isPrefix, words }) => `"${words.join(" ")}"${isPrefix ? " *" : ""}`)
  const inText = `words : (${words.join(" AND ")})`
  return channel === undefined ? inText : `channel : "c${channel}" AND ${inText}`
}

/** The messages at some places, in the order of these. */
const messagesAt = (database: Database, places: ReadonlyArray<Place.Place>) =>
  Effect.gen(function* () {
    const wanted = new Set(places)
    const blocks = Array.from(new Set(places.map(Place.block)))
    const read = yield* Reading.blocks(database, `id in (${blocks.map(() => "?").join(",")})`, blocks)
    const found = new Map(
      read
        .flatMap((block) => Reading.arrivals(block, (index) => wanted.has(Place.of(block.id, index))))
        .map((arrived) => [arrived.place, arrived])
    )
    return places.flatMap((place) => found.get(place) ?? [])
  })

const placesIn = (
  { run }: Database,
  search: Search,
  order: "rank" | "rowid desc",
  from: Place.Place,
  to: Place.Place,
  limit: number
) =>
  Effect.map(
    run<{ place: number }>(
      `select rowid as place from search where search match ? and rowid between ? and ? order by ${order} limit ?`,
      [matching(search), from, to, limit]
    ),
    (rows) => rows.map(({ place }) => place)
  )

/** Where the next step of a search begins: it looks at places up to `to`. */
export interface Cursor {
  readonly to: Place.Place
  /** How many blocks it looks at in the index. */
  readonly step: number
}

const start: Cursor = { to: Number.MAX_SAFE_INTEGER, step: FIRST_STEP }

export interface Found {
  /** The newest first. */
  readonly hits: ReadonlyArray<Reading.Arrived>
  /** Undefined: there is no more. */
  readonly next: Cursor | undefined
}

/** In what has no words in the index yet. */
const stepOutside = (database: Database, { channel, phrases }: Search, { step, to }: Cursor) =>
  Effect.gen(function* () {
    const next = yield* ids(database, "id > (select block from indexed) and id <= ? order by id desc", [
      Place.block(to)
    ])
    const [end] = next
    const first = next.at(-1)
    if (end === undefined || first === undefined) return undefined
    const read = yield* Reading.blocks(database, "id between ? and ? order by id desc", [first, end])
    const hits = read
      .filter((block) => channel === undefined || block.channel === channel)
      .flatMap((block) => Reading.arrivals(block).toReversed())
      .filter(({ event, place }) => place <= to && event._tag === "Message" && Words.areIn(event.text, phrases))
    return { hits, next: { to: Place.of(first) - 1, step } }
  })

/** The newest messages that have no words in the index yet. */
export const unindexed = (
  database: Database,
  search: Search,
  limit: number
): Effect.Effect<ReadonlyArray<Reading.Arrived>, HistoryError> =>
  Effect.gen(function* () {
    const found: Array<Reading.Arrived> = []
    for (let cursor: Cursor | undefined = start; cursor !== undefined && found.length < limit; ) {
      const step: Found | undefined = yield* stepOutside(database, search, cursor)
      if (step !== undefined) found.push(...step.hits)
      cursor = step?.next
    }
    return found.slice(0, limit)
  })

const stepInside = (database: Database, search: Search, { step, to }: Cursor) =>
  Effect.gen(function* () {
    const began = yield* Clock.currentTimeMillis
    const from = Math.max(Place.of(1), Place.of(Place.block(to) + 1 - step))
    const places = yield* placesIn(database, search, "rowid desc", from, to, MOST)
    const hits = yield* messagesAt(database, places)
    const took = (yield* Clock.currentTimeMillis) - began
    const end = (places.length < MOST ? from : (places.at(-1) ?? from)) - 1
    const next = { to: end, step: took <= QUICK ? step * 2 : step }
    return { hits, next: end < Place.of(1) ? undefined : next }
  })

/** One step of a search, the newest messages first. */
export const search = (
  database: Database,
  search: Search,
  cursor: Cursor | undefined
): Effect.Effect<Found, HistoryError> =>
  Effect.gen(function* () {
    const from = cursor ?? start
    const outside = yield* stepOutside(database, search, from)
    if (outside !== undefined) return outside
    const to = Math.min(from.to, Place.of((yield* lastIndexed(database)) + 1) - 1)
    return to < Place.of(1) ? { hits: [], next: undefined } : yield* stepInside(database, search, { ...from, to })
  })

/** Where more messages than these have the words, the newest are taken for the best: looking at all would take too long. */
const RANKED = 2000

/** The messages of the index from a block on that have all the phrases, the best first: short ones that say them often (BM25). */
export const best = (database: Database, search: Search, from: number, limit: number) =>
  Effect.gen(function* () {
    const all = [Place.of(from), Number.MAX_SAFE_INTEGER] as const
    const some = yield* database.run<{ count: number }>(
      "select count(*) as count from (select 1 from search where search match ? and rowid between ? and ? limit ?)",
      [matching(search), ...all, RANKED + 1]
    )
    const order = (some[0]?.count ?? 0) > RANKED ? "rowid desc" : "rank"
    return yield* messagesAt(database, yield* placesIn(database, search, order, ...all, limit))
  })
