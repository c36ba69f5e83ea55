/** The history in a folder, read as a stream: page by page, beside a server that writes it or without one. */
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { toBytes } from "../../Domain/ByteString.ts"
import * as Event from "../../Domain/ChannelEvent.ts"
import type { ChannelName } from "../../Domain/ChannelName.ts"
import type * as Words from "../../Domain/Words.ts"
import * as Database from "../../History/Database.ts"
import { HistoryError } from "../../History/HistoryError.ts"
import * as Place from "../../History/Place.ts"
import * as Reading from "../../History/Reading.ts"
import * as Searching from "../../History/Searching.ts"
import type { ChannelRecord, EventRecord } from "./Record.ts"

/** How many events of a channel are read at a time. */
const PAGE = 500

export interface Selection {
  readonly channel: ChannelName | undefined
  readonly since: Event.Millis | undefined
  /** How many events, the last ones; of what a search finds, the best ones. */
  readonly last: number | undefined
}

export interface Archive {
  readonly events: (selection: Selection) => Stream.Stream<EventRecord, HistoryError>
  /** What has all the phrases, the best first. */
  readonly search: (
    phrases: ReadonlyArray<Words.Phrase>,
    selection: Selection & { readonly last: number }
  ) => Effect.Effect<ReadonlyArray<EventRecord>, HistoryError>
  /** The channels, or the one. */
  readonly heads: (channel: ChannelName | undefined) => Effect.Effect<ReadonlyArray<ChannelRecord>, HistoryError>
}

export const open = (folder: string): Effect.Effect<Archive, HistoryError, Scope.Scope> =>
  Effect.gen(function* () {
    const database = yield* Database.openForReading(folder)

    const channels = (name: ChannelName | undefined) =>
      Effect.flatMap(
        Reading.channelsOf(database, name === undefined ? undefined : toBytes(name)),
        (channels): Effect.Effect<ReadonlyArray<Reading.KeptChannel>, HistoryError> =>
          name !== undefined && channels.length === 0
            ? new HistoryError({ path: folder, problem: "has no such channel" })
            : Effect.succeed(channels)
      )

    const ofChannel = ({ first, head, id, name }: Reading.KeptChannel, { last, since }: Selection) =>
      Stream.unwrap(
        Effect.gen(function* () {
          const start = last === undefined ? undefined : yield* Reading.startOfLast(database, id, last)
          const [earliest] = since === undefined ? [] : yield* Reading.since(database, { first, head, id }, since, 1)
          if (since !== undefined && earliest === undefined) return Stream.empty
          const n = Math.max(start === undefined ? 0 : start.first + start.index, earliest?.n ?? 0)
          return pages(n, (n) =>
            Effect.map(Reading.from(database, id, n, PAGE), (events) => {
              const end = events.at(-1)
              return {
                records: events.map((event) => ({ channel: name, event })),
                next: end === undefined ? undefined : Event.last(end) + 1
              }
            })
          )
        })
      )

    const ofAll = (known: ReadonlyArray<Reading.KeptChannel>, { last, since = 0 }: Selection) =>
      Stream.unwrap(
        Effect.gen(function* () {
          const start = last === undefined ? undefined : yield* Reading.startOfLast(database, undefined, last)
          const first = start === undefined ? 0 : Place.of(start.block, start.index)
          const names = named(known)
          return pages(Math.max(Place.block(first), yield* Reading.blockAt(database, since)), (block) =>
            Effect.map(Reading.arrivedFrom(database, block), ({ events, next }) => ({
              records: names(events.filter(({ event, place }) => place >= first && event.at >= since)),
              next
            }))
          )
        })
      )

    const events = (selection: Selection) =>
      Stream.unwrap(
        Effect.map(channels(selection.channel), (known) => {
          const [channel] = known
          return selection.channel === undefined || channel === undefined
            ? ofAll(known, selection)
            : ofChannel(channel, selection)
        })
      )

    return {
      events,
      search: (phrases, selection) =>
        Effect.gen(function* () {
          const known = yield* channels(selection.channel)
          const channel = selection.channel === undefined ? undefined : known[0]?.id
          const { last, since = 0 } = selection
          const search = { channel, phrases }
          // What was said a moment ago is not ranked: it comes first.
          const late = yield* Searching.unindexed(database, search, last)
          const rest = last - late.length
          const best =
            rest === 0 ? [] : yield* Searching.best(database, search, yield* Reading.blockAt(database, since), rest)
          return named(known)([...late, ...best].filter(({ event }) => event.at >= since))
        }),
      heads: (name) =>
        Effect.map(channels(name), (channels) =>
          channels.map(({ epoch, head, name, topic }) => ({ channel: name, head: { epoch, head, topic } }))
        )
    }
  })

/** A channel that is newer than the reader's list of them comes with the next look. */
const named = (channels: ReadonlyArray<Reading.KeptChannel>) => {
  const names = new Map(channels.map(({ id, name }) => [id, name]))
  return (events: ReadonlyArray<Reading.Arrived>): ReadonlyArray<EventRecord> =>
    events.flatMap(({ channel, event }) => {
      const name = names.get(channel)
      return name === undefined ? [] : [{ channel: name, event }]
    })
}

interface Page {
  readonly records: ReadonlyArray<EventRecord>
  /** Where the next one begins. */
  readonly next: number | undefined
}

/** All pages from a place on. */
const pages = (start: number, page: (from: number) => Effect.Effect<Page, HistoryError>) =>
  Stream.paginateChunkEffect(start, (from) =>
    Effect.map(page(from), ({ next, records }) => [Chunk.fromIterable(records), Option.fromNullable(next)] as const)
  )
