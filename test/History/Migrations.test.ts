/** A file of every version that there was is opened, brought to the newest version, and has in it what it had. */
import assert from "node:assert/strict"
import { mkdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import * as SqlClient from "@effect/sql/SqlClient"
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Database from "../../src/History/Database.ts"
import * as Migrations from "../../src/History/Migrations.ts"
import * as Sqlite from "../../src/Server/Journal/Sqlite.ts"
import { temporaryPath } from "../process/support/TemporaryPath.ts"
import { channel, journal, keeping, plain } from "../support/journalContract.ts"

const versions = Array.from({ length: Migrations.newest }, (_, at) => at + 1)

/** Makes the file of a version. A comment has no semicolon, and neither has a value. */
const make = (folder: string, version: number) =>
  Effect.gen(function* () {
    const script = readFileSync(fileURLToPath(new URL(`versions/${version}.sql`, import.meta.url)), "utf8")
    const sql = yield* SqlClient.SqlClient
    for (const statement of script.split(";\n").filter((text) => text.trim() !== "")) yield* sql.unsafe(statement)
  }).pipe(Effect.provide(LibsqlClient.layer({ url: pathToFileURL(Database.file(folder)).href })))

describe.each(versions)("a file of version %i", (version) => {
  it.scopedLive("is read as it was", () =>
    Effect.gen(function* () {
      const folder = join(yield* temporaryPath, "..", "data")
      mkdirSync(folder)
      yield* make(folder, version)
      const { logs, read, search } = yield* Effect.provide(journal, yield* Layer.build(Sqlite.layer(keeping(folder))))
      assert.deepEqual(
        logs.map(({ epoch, head, name, topic }) => [name, epoch, head, Buffer.from(topic).toString()]),
        [
          ["lab", "epoch1", 6, "cats"],
          ["l\xe9b", "epoch2", 0, ""]
        ]
      )
      const author = { by: "run-1", from: "Ann" }
      const message = { _tag: "Message", n: 2, at: 1001, ...author, text: "Hi\xff", id: "k3Zq_-09" }
      assert.deepEqual((yield* read(channel("lab"), { _tag: "After", n: 0 }, 10)).map(plain), [
        { _tag: "Joined", n: 1, at: 1000, ...author },
        message,
        { _tag: "Topic", n: 3, at: 1002, ...author, text: "cats" },
        { _tag: "Gap", n: 4, at: 1003, to: 5 },
        { _tag: "Left", n: 6, at: 1004, ...author }
      ])
      const found = yield* search({ channel: channel("lab"), words: "HI*", limit: 10 })
      assert.deepEqual(
        found.map(({ event }) => plain(event)),
        [message]
      )
    })
  )
})
