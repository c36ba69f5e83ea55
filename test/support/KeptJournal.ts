/** A journal on disk under test: opened, crashed, waited for. Live, because SQLite knows no test clock. */
import assert from "node:assert/strict"
import { cpSync, mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Queue from "effect/Queue"
import * as TestClock from "effect/TestClock"
import type { ChannelEvent } from "../../src/Domain/ChannelEvent.ts"
import * as Database from "../../src/History/Database.ts"
import * as HistoryError from "../../src/History/HistoryError.ts"
import * as Store from "../../src/History/Store.ts"
import * as Sqlite from "../../src/Server/Journal/Sqlite.ts"
import type { ChannelLog, JournalService } from "../../src/Server/Journal.ts"
import { bounded } from "../process/support/Wait.ts"
import { channel, journal, keeping } from "./journalContract.ts"

/** Opens a journal until the scope closes. */
export const open = (folder: string, options: Partial<Sqlite.SqliteOptions> = {}) =>
  Effect.flatMap(Layer.build(Sqlite.layer({ ...keeping(folder), ...options })), (context) =>
    Effect.provide(journal, context)
  )

/** Opens a journal for as long as something is done with it. */
export const opened = <A, E, R>(
  folder: string,
  use: (journal: JournalService) => Effect.Effect<A, E, R>,
  options: Partial<Sqlite.SqliteOptions> = {}
) => Effect.scoped(Effect.flatMap(open(folder, options), use))

export const names = (events: ReadonlyArray<ChannelEvent>) =>
  events.map((event) => (event._tag === "Gap" ? `${event.n}-${event.to}` : `${event.n}`))

export const numbersIn = (journal: JournalService, name: string) =>
  Effect.map(journal.read(channel(name), { _tag: "After", n: 0 }, 200), names)

export const logOf = ({ logs }: JournalService, name: string): ChannelLog => {
  const log = logs.find((log) => log.name === name)
  return log ?? assert.fail(`${name} is gone`)
}

/** A turn of the real event loop, in which the database works. */
export const turn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

/** Lets turns pass until it is so. */
export const until = (condition: Effect.Effect<boolean, unknown>, step: Effect.Effect<unknown> = Effect.void) =>
  bounded(
    Effect.repeat(Effect.zipRight(Effect.zipRight(step, turn), Effect.orDie(condition)), { until: (holds) => holds }),
    () => "waited in vain for the file"
  )

/** Waits until so many events are in the file. */
export const untilWritten = (folder: string, count: number) =>
  Effect.scoped(
    Effect.flatMap(Database.openForReading(folder), ({ run }) =>
      until(
        Effect.map(
          run<{ count: number }>("select sum(last - first + 1) as count from block"),
          ([row]) => row?.count === count
        )
      )
    )
  )

/** Lets minutes pass, in which old events are forgotten. */
export const minute = TestClock.adjust("1 minute")

/** What is logged, line by line. */
export const logging = <A, E, R>(use: (next: Effect.Effect<string>) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const lines = yield* Queue.unbounded<string>()
    const logger = Logger.make(({ message }) => void lines.unsafeOffer(String(message)))
    const next = bounded(Queue.take(lines), () => "nothing is logged")
    return yield* Effect.provide(use(next), Logger.replace(Logger.defaultLogger, logger))
  })

/** The folder as a crash would leave it: what is in the file by now. The copy may be crashed again. */
export const crashed = (folder: string): string => {
  const copy = join(folder, "..", "crashed")
  rmSync(copy, { force: true, recursive: true })
  mkdirSync(copy)
  for (const file of ["chat.db", "chat.db-wal"]) cpSync(join(folder, file), join(copy, file))
  return copy
}

/** A store whose disk can be made to fail, or to hang. */
export const faulty = () => {
  /** What the disk fails with, as SQLite or Node says it. */
  const disk: { code: string | undefined } = { code: undefined }
  const runs = Effect.unsafeMakeLatch(true)
  const store: Store.MakeStore = (folder, durability) => {
    const unlessFaulty = <A>(action: Effect.Effect<A, HistoryError.HistoryError>) =>
      Effect.zipRight(
        runs.await,
        Effect.suspend(() => (disk.code === undefined ? action : Effect.fail(HistoryError.from(folder)(disk))))
      )
    return Effect.map(Store.make(folder, durability), (store) => ({
      ...store,
      open: (step) => unlessFaulty(store.open(step)),
      write: (batch) => unlessFaulty(store.write(batch))
    }))
  }
  return { disk, runs, store }
}
