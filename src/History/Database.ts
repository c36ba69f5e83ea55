/**
 * The file of the history, `chat.db` in a folder, and who may use it.
 *
 * Invariants: file and folder are private to their user; one process at most writes, the one that holds the exclusive lock
 * of `server.lock`, which ends with that process however it ends; readers need no lock. One connection is opened for
 * each purpose, and never used again after an error: the binding leaves the failed statement open, and with it every
 * later transaction fails (tursodatabase/libsql-client-ts#352).
 */
import { chmod, mkdir, open as openFile, stat } from "node:fs/promises"
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import * as Migrator from "@effect/sql/Migrator"
import * as SqlClient from "@effect/sql/SqlClient"
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as HistoryError from "./HistoryError.ts"
import * as Migrations from "./Migrations.ts"

export type Durability = "normal" | "full"

/** Milliseconds that a statement waits for a lock: of a server, which nothing may hold up, and of a reader. */
const PATIENCE = { server: 20, reader: 5000 }

/** The file of the database in a folder. */
export const file = (folder: string): string => join(resolve(folder), "chat.db")

/** Runs a statement and returns its rows. */
export type Run = <Row = unknown>(
  statement: string,
  parameters?: ReadonlyArray<unknown>
) => Effect.Effect<ReadonlyArray<Row>, HistoryError.HistoryError>

const runner =
  (folder: string, sql: SqlClient.SqlClient): Run =>
  <Row>(statement: string, parameters: ReadonlyArray<unknown> = []) =>
    Effect.mapError(
      sql.unsafe<Row & object>(statement, parameters as Array<never>).withoutTransform,
      HistoryError.from(folder)
    )

const fileSystem = <A>(folder: string, action: () => Promise<A>) =>
  Effect.tryPromise({ try: action, catch: HistoryError.from(folder) })

/** A client of its own, which closes with the scope. The library throws where a file cannot be opened. */
const connect = (folder: string, path: string) =>
  Effect.map(
    Layer.build(LibsqlClient.layer({ url: pathToFileURL(path).href })).pipe(
      Effect.catchAllDefect((defect) => Effect.fail(HistoryError.from(folder)(defect)))
    ),
    (context) => Context.get(context, LibsqlClient.LibsqlClient)
  )

const versionOf = (run: Run) =>
  Effect.gen(function* () {
    const tables = yield* run("select 1 from sqlite_master where name = ?", [Migrations.TABLE])
    if (tables.length === 0) return 0
    const [row] = yield* run<{ version: number | null }>(`select max(migration_id) as version from ${Migrations.TABLE}`)
    return row?.version ?? 0
  })

/** Refuses a file that a newer program has made; returns whether the file is up to date. */
const checkVersion = (folder: string, run: Run) =>
  Effect.flatMap(versionOf(run), (version) =>
    version > Migrations.newest
      ? Effect.fail(
          new HistoryError.HistoryError({ path: folder, problem: "was made by a newer version of this program" })
        )
      : Effect.succeed(version === Migrations.newest)
  )

/** Brings the file to the newest version, on a connection of its own. */
const migrate = (folder: string) =>
  Effect.gen(function* () {
    const sql = yield* connect(folder, file(folder))
    const loader = Migrator.fromRecord(Migrations.migrations)
    yield* Migrator.make({})({ loader, table: Migrations.TABLE }).pipe(
      Effect.provideService(SqlClient.SqlClient, sql),
      Effect.mapError(HistoryError.from(folder))
    )
  }).pipe(Effect.scoped)

const prepare = (run: Run, patience: number, durability: Durability) =>
  Effect.gen(function* () {
    // By a statement: the option of the client does not arrive (tursodatabase/libsql-client-ts#288).
    yield* run(`pragma busy_timeout = ${patience}`)
    yield* run("pragma journal_mode = wal")
    yield* run(`pragma synchronous = ${durability}`)
  })

/**
 * Makes a file if it is missing, and in any case private. One that is there is not opened: closing it again would take the
 * locks away that this process has on it (fcntl(2)).
 */
const makePrivate = async (path: string) => {
  try {
    await (await openFile(path, "wx", 0o600)).close()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
    await chmod(path, 0o600)
  }
}

/** Takes the folder for this process until the scope closes. */
export const lock = (folder: string): Effect.Effect<void, HistoryError.HistoryError, Scope.Scope> =>
  Effect.gen(function* () {
    const path = join(folder, "server.lock")
    yield* fileSystem(folder, async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await makePrivate(path)
    })
    const run = runner(folder, yield* connect(folder, path))
    yield* Effect.acquireRelease(run("begin exclusive"), () => Effect.ignore(run("rollback")))
  }).pipe(
    Effect.mapError((error) =>
      error.problem.startsWith("is locked")
        ? new HistoryError.HistoryError({ path: folder, problem: "is in use by another server" })
        : error
    )
  )

/** An open file: its connection, and which file it was when it was opened. */
export interface Database {
  readonly folder: string
  readonly run: Run
  /** Whether the path still leads to the file that is open. */
  readonly isInPlace: Effect.Effect<boolean>
}

const identify = (folder: string) => async () => {
  const { dev, ino } = await stat(file(folder))
  return `${dev}:${ino}`
}

const describe = (folder: string, sql: SqlClient.SqlClient): Effect.Effect<Database, HistoryError.HistoryError> =>
  Effect.map(fileSystem(folder, identify(folder)), (opened) => ({
    folder,
    run: runner(folder, sql),
    isInPlace: Effect.match(fileSystem(folder, identify(folder)), {
      onFailure: () => false,
      onSuccess: (found) => found === opened
    })
  }))

/** Opens the file for the process that holds the lock; makes it, or brings it to the newest version, where that is due. */
export const openForWriting = (
  folder: string,
  durability: Durability
): Effect.Effect<Database, HistoryError.HistoryError, Scope.Scope> =>
  Effect.gen(function* () {
    yield* fileSystem(folder, () => makePrivate(file(folder)))
    const isNewest = yield* Effect.scoped(
      Effect.flatMap(connect(folder, file(folder)), (sql) => checkVersion(folder, runner(folder, sql)))
    )
    if (!isNewest) yield* migrate(folder)
    const database = yield* describe(folder, yield* connect(folder, file(folder)))
    yield* prepare(database.run, PATIENCE.server, durability)
    return database
  })

/** Opens the file for reading, beside a server that writes it or without one. */
export const openForReading = (folder: string): Effect.Effect<Database, HistoryError.HistoryError, Scope.Scope> =>
  Effect.gen(function* () {
    // SQLite would make a file that is not there.
    yield* fileSystem(folder, identify(folder))
    const database = yield* describe(folder, yield* connect(folder, file(folder)))
    yield* database.run(`pragma busy_timeout = ${PATIENCE.reader}`)
    const isNewest = yield* checkVersion(folder, database.run)
    if (!isNewest) {
      const problem = "was made by an older version of this program: start a server on it once"
      return yield* new HistoryError.HistoryError({ path: folder, problem })
    }
    yield* database.run("pragma query_only = on")
    return database
  })
