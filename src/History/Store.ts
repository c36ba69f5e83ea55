/**
 * All that a server asks of its history on disk, one thing at a time.
 *
 * It is synchronous inside: SQLite holds its thread up for as long as it reads or writes. So a server has it in a thread of
 * its own (`RemoteStore`), and every single answer is a matter of milliseconds, because batches wait behind it.
 *
 * Invariant: after an error nothing is read or written until `open` has opened the file anew.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { ChannelEvent, Millis, Sequence } from "../Domain/ChannelEvent.ts"
import * as Database from "./Database.ts"
import { HistoryError } from "./HistoryError.ts"
import * as Reading from "./Reading.ts"
import * as Searching from "./Searching.ts"
import * as Writing from "./Writing.ts"

/** Milliseconds between looks at whether the file is still there. */
const LOOK = 1000

type Channel = Pick<Reading.KeptChannel, "first" | "head" | "id">

/** What a channel has left. */
export interface Remaining {
  readonly channel: number
  /** The number of its oldest event; undefined where there is none. */
  readonly first: Sequence | undefined
}

/** What can be asked: a name, what is given, and what the answer is. */
export interface Questions {
  /** Opens the file, and reserves so many numbers more for each channel; answers with the channels as they were before. */
  readonly open: (step: number) => ReadonlyArray<Reading.KeptChannel>
  readonly write: (batch: Writing.Batch) => void
  readonly from: (of: { channel: Channel; n: Sequence; limit: number }) => ReadonlyArray<ChannelEvent>
  readonly before: (of: { channel: Channel; n: Sequence; limit: number }) => ReadonlyArray<ChannelEvent>
  readonly since: (of: { channel: Channel; at: Millis; limit: number }) => ReadonlyArray<ChannelEvent>
  /** One step of a search. */
  readonly search: (of: { search: Searching.Search; cursor: Searching.Cursor | undefined }) => Searching.Found
  /** Adds some words to the index; answers whether there were any to add. */
  readonly index: (nothing: undefined) => boolean
  /** Forgets some of the events before a time; answers with the channels that had any. */
  readonly forgetBefore: (time: Millis) => ReadonlyArray<Remaining>
  /** Forgets some of a channel's events before a number. */
  readonly forgetUpTo: (of: { channel: number; n: Sequence }) => ReadonlyArray<Remaining>
  /** Ends in order. */
  readonly finish: (nothing: undefined) => void
}

export type Store = {
  readonly [Name in keyof Questions]: (
    given: Parameters<Questions[Name]>[0]
  ) => Effect.Effect<ReturnType<Questions[Name]>, HistoryError>
}

/** What makes a store: it lives until the scope closes. */
export type MakeStore = (folder: string, durability: Database.Durability) => Effect.Effect<Store, never, Scope.Scope>

interface Open {
  readonly database: Database.Database
  readonly scope: Scope.CloseableScope
  lookedAt: Millis
}

/** A store in this thread. It takes the folder for this process when it is opened for the first time. */
export const make: MakeStore = (folder, durability) =>
  Effect.gen(function* () {
    const lifetime = yield* Effect.scope
    const one = yield* Effect.makeSemaphore(1)
    let hasLock = false
    let open: Open | undefined
    let closedBy = new HistoryError({ path: folder, problem: "is not open" })

    const close = Effect.suspend(() => {
      const closing = open
      open = undefined
      return closing === undefined ? Effect.void : Scope.close(closing.scope, Exit.void)
    })
    yield* Effect.addFinalizer(() => close)

    const lock = Effect.suspend(() => (hasLock ? Effect.void : Scope.extend(Database.lock(folder), lifetime))).pipe(
      Effect.zipRight(
        Effect.sync(() => {
          hasLock = true
        })
      )
    )

    const reopen = (step: number) =>
      Effect.gen(function* () {
        yield* close
        yield* lock
        const scope = yield* Scope.make()
        const opened = Effect.gen(function* () {
          const database = yield* Scope.extend(Database.openForWriting(folder, durability), scope)
          const channels = yield* Reading.channelsOf(database)
          yield* Writing.reserve(database, step)
          open = { database, scope, lookedAt: yield* Clock.currentTimeMillis }
          return channels
        })
        return yield* Effect.onError(opened, () => Scope.close(scope, Exit.void))
      })

    const use =
      <Given, A>(action: (database: Database.Database, given: Given) => Effect.Effect<A, HistoryError>) =>
      (given: Given): Effect.Effect<A, HistoryError> =>
        Effect.suspend(() => {
          if (open === undefined) return closedBy
          return Effect.tapError(action(open.database, given), (error) => {
            closedBy = error
            return close
          })
          // Half a transaction must not stay.
        }).pipe(Effect.uninterruptible, one.withPermits(1))

    const write = (database: Database.Database, batch: Writing.Batch) =>
      Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        if (open !== undefined && at - open.lookedAt >= LOOK) {
          if (!(yield* database.isInPlace)) {
            return yield* new HistoryError({ path: folder, problem: "has been deleted or moved away" })
          }
          open.lookedAt = at
        }
        yield* Writing.write(database, batch)
      })

    const remaining = (database: Database.Database) => (channels: ReadonlyArray<number>) =>
      Effect.forEach(channels, (channel) =>
        Effect.map(Reading.firstNumber(database, channel), (first) => ({ channel, first }))
      )

    return {
      open: (step) => one.withPermits(1)(reopen(step)),
      write: use(write),
      from: use((database, { channel, limit, n }) => Reading.from(database, channel.id, n, limit)),
      before: use((database, { channel, limit, n }) => Reading.before(database, channel.id, n, limit)),
      since: use((database, { at, channel, limit }) => Reading.since(database, channel, at, limit)),
      search: use((database, { cursor, search }) => Searching.search(database, search, cursor)),
      index: use((database) => Searching.index(database)),
      forgetBefore: use((database, time) => Effect.flatMap(Writing.forgetBefore(database, time), remaining(database))),
      forgetUpTo: use((database, { channel, n }) =>
        Effect.flatMap(Writing.forgetUpTo(database, channel, n), remaining(database))
      ),
      finish: use((database) => Writing.finish(database))
    }
  })
