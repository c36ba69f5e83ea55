/**
 * The tables of the history, version by version. A version that was released never changes: what is new is a further one.
 *
 * A row of `block` is a run of a channel's events (`Block`), or without `events` a gap; its id is the order of arrival over all
 * channels. `search` has the words of the messages as `Domain/Words` folds them, and `c` with the channel's id as a word of
 * its own column, so that a search in one channel reads nothing of the others; it keeps no second copy of the texts.
 * Its rows are places (`Place`). Words are added after the events, so `indexed` has the last block whose words are there.
 */
import * as SqlClient from "@effect/sql/SqlClient"
import * as Effect from "effect/Effect"

const run = (...statements: ReadonlyArray<string>) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.forEach(statements, (statement) => sql.unsafe(statement), { discard: true })
  )

/** By their names, `NUMBER_NAME`. */
export const migrations = {
  "1_blocks": run(
    `create table channel (
      id integer primary key,
      name blob not null unique,
      epoch text not null,
      reserved integer not null,
      topic blob not null,
      created integer not null
    ) strict`,
    // No id is given twice, also where all blocks are forgotten: the index would take one for the other.
    `create table block (
      id integer primary key autoincrement,
      channel integer not null,
      first integer not null,
      last integer not null,
      at integer not null,
      until integer not null,
      events blob
    ) strict`,
    "create unique index block_by_number on block (channel, first)",
    "create table indexed (block integer not null) strict",
    "insert into indexed (block) values (0)",
    `create virtual table search using fts5 (
      channel, words, content = '', contentless_delete = 1, tokenize = 'ascii'
    )`
  )
}

/** The table in which the versions are that a file has. */
export const TABLE = "migration"

export const newest = Object.keys(migrations).length
