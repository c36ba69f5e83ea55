import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { constants } from "node:fs"
import { chmod, mkdir, open, readFile, stat, symlink, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { MAX_LINES } from "../../../src/Client/Terminal/History.ts"
import { HistoryFile } from "../../../src/Client/Terminal/HistoryFile.ts"
import { temporaryPath } from "../../process/support/TemporaryPath.ts"

/** The history of a user with these variables. */
const withVariables = (variables: Readonly<Record<string, string>>) =>
  Effect.provide(HistoryFile, HistoryFile.layer).pipe(
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))
  )

/** The one whose folder is the given one; the folder above it has to be there. */
const at = (folder: string) => withVariables({ XDG_STATE_HOME: dirname(folder) })

const temporaryFolder = Effect.map(temporaryPath, (path) => join(dirname(path), "effect-chat"))

const mode = (path: string) => Effect.promise(async () => ((await stat(path)).mode & 0o777).toString(8))

const read = (folder: string) => Effect.promise(() => readFile(join(folder, "history"), "utf8"))

describe("the history file", () => {
  it.scopedLive("keeps lines for the user alone to read, and no password", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const file = yield* at(folder)
      assert.deepEqual(yield* file.load, [])
      for (const line of ["one", "/password secret", "two"]) yield* file.append(line)
      assert.equal(yield* read(folder), "one\ntwo\n")
      assert.equal(yield* mode(folder), "700")
      assert.equal(yield* mode(join(folder, "history")), "600")
      assert.deepEqual(yield* (yield* at(folder)).load, ["one", "two"])
    })
  )

  it.scopedLive("takes back the rights of others", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const path = join(folder, "history")
      yield* Effect.promise(() => mkdir(folder))
      yield* Effect.promise(() => writeFile(path, "one\n"))
      yield* Effect.promise(() => chmod(path, 0o644))
      yield* (yield* at(folder)).load
      assert.equal(yield* mode(path), "600")
    })
  )

  it.scopedLive("is cut to its bound, with the lines of another client that has it open", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const [ours, theirs] = [yield* at(folder), yield* at(folder)]
      yield* theirs.append("theirs")
      yield* ours.load
      yield* theirs.append("theirs too")
      for (let line = 0; line < 2 * MAX_LINES; line++) yield* ours.append(`line ${line}`)
      const lines = (yield* read(folder)).trimEnd().split("\n")
      assert.equal(lines.length, MAX_LINES)
      assert.equal(lines.at(-1), `line ${2 * MAX_LINES - 1}`)
    })
  )

  it.scopedLive("says what is wrong when it cannot be written or read", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* Effect.promise(() => writeFile(folder, "a file where the folder should be"))
      const file = yield* at(folder)
      const errors = [yield* Effect.flip(file.load), yield* Effect.flip(file.append("one"))]
      for (const { message } of errors) assert.match(message, /^History is not kept: .*: [a-z -]+\.$/)
    })
  )

  it.scopedLive("is not kept where a symbolic link stands in its place, and what that names stays as it is", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const victim = yield* temporaryPath
      yield* Effect.promise(async () => {
        await writeFile(victim, "precious\n")
        await chmod(victim, 0o644)
        await mkdir(folder)
        await symlink(victim, join(folder, "history"))
      })
      const file = yield* at(folder)
      const errors = [yield* Effect.flip(file.load), yield* Effect.flip(file.append("one"))]
      for (const { message } of errors) assert.match(message, /: it is not a regular file\.$/)
      assert.equal(yield* Effect.promise(() => readFile(victim, "utf8")), "precious\n")
      assert.equal(yield* mode(victim), "644")
    })
  )

  it.scopedLive("is not kept in a named pipe, which is not waited for, whether somebody reads it or not", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const path = join(folder, "history")
      yield* Effect.promise(() => mkdir(folder))
      execFileSync("mkfifo", [path])
      const file = yield* at(folder)
      const refused = Effect.gen(function* () {
        for (const operation of [file.load, file.append("one")]) {
          assert.match((yield* Effect.flip(operation)).message, /: it is not a regular file\.$/)
        }
      })
      yield* refused
      yield* Effect.acquireUseRelease(
        Effect.promise(() => open(path, constants.O_RDONLY | constants.O_NONBLOCK)),
        () => refused,
        (reader) => Effect.promise(() => reader.close())
      )
    })
  )

  it.scopedLive("is in the user's state folder, and nowhere without a home", () =>
    Effect.gen(function* () {
      const home = dirname(yield* temporaryPath)
      const users = [
        { HOME: home },
        { HOME: home, XDG_STATE_HOME: "relative" },
        { HOME: home, XDG_STATE_HOME: join(home, "state") },
        {}
      ]
      for (const variables of users) yield* Effect.flatMap(withVariables(variables), (file) => file.append("one"))
      assert.equal(yield* read(join(home, ".local", "state", "effect-chat")), "one\none\n")
      assert.equal(yield* read(join(home, "state", "effect-chat")), "one\n")
    })
  )
})
