import assert from "node:assert/strict"
import { chmod, mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { LogFile } from "../../../src/Client/Terminal/LogFile.ts"
import { temporaryPath } from "../../process/support/TemporaryPath.ts"
import { start } from "../../support/TerminalSession.ts"

const append = (path: string, ...texts: ReadonlyArray<string>) =>
  Effect.flatMap(LogFile, (log) => Effect.forEach(texts, log.append, { discard: true })).pipe(
    Effect.provide(LogFile.layer(path))
  )

const read = (path: string) => Effect.promise(() => readFile(path, "utf8"))

const mode = (path: string) => Effect.promise(async () => ((await stat(path)).mode & 0o777).toString(8))

describe("the log file", () => {
  it.scopedLive("is made for the user alone, and appended to", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* append(path, "one\n", "two\n")
      assert.equal(yield* mode(path), "600")
      yield* append(path, "three\n")
      assert.equal(yield* read(path), "one\ntwo\nthree\n")
    })
  )

  it.scopedLive("leaves the rights of a file as the user has set them, and follows a link that the user names", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* Effect.promise(async () => {
        await writeFile(path, "mine\n")
        await chmod(path, 0o640)
        await symlink(path, `${path}.link`)
      })
      yield* append(`${path}.link`, "one\n")
      assert.deepEqual([yield* mode(path), yield* read(path)], ["640", "mine\none\n"])
    })
  )

  it.scopedLive("says in one sentence why it cannot be had", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* Effect.promise(() => mkdir(path))
      const message = (path: string) => Effect.map(Effect.flip(append(path)), (error) => error.message)
      const none = join(path, "none", "log")
      assert.equal(yield* message(none), `No log is kept: ${none}: there is no such folder.`)
      assert.equal(yield* message(path), `No log is kept: ${path}: it is a folder.`)
      assert.equal(yield* message("/dev/null"), "No log is kept: /dev/null: it is not a regular file.")
    })
  )
})

describe("the client with a log", () => {
  it.effect("logs what it shows, with dates, and never a password", () =>
    Effect.gen(function* () {
      const { arrive, client, press, terminal } = yield* start()
      yield* press("/join lab\r/ignore Spam\r/password secret\r/list\r")
      yield* arrive("lab\nzoo", "[Spam] buy", "[Ann] hi \u001b[2J, zed")
      yield* press("\u0004")
      yield* Fiber.await(client)
      const log = terminal.log.replaceAll(/^\d{4}-\d\d-\d\d \d\d:\d\d/gm, "date")
      assert.deepEqual(log.split("\n").slice(1), [
        "date > /join lab",
        "date -- You see nothing of Spam any more; /unignore Spam ends that.",
        "date > /list",
        "date -- lab",
        `${" ".repeat(16)}    zoo`,
        "date*[Ann] hi ?[2J, zed",
        ""
      ])
    })
  )

  it.effect("logs what the user of a plain terminal typed, and why it ended", () =>
    Effect.gen(function* () {
      const { client, lose, press, terminal } = yield* start({ plain: true, reconnect: false })
      yield* press("hello\n")
      yield* lose
      yield* Fiber.await(client)
      const log = terminal.log.replaceAll(/^\d{4}-\d\d-\d\d \d\d:\d\d /gm, "")
      assert.match(log, /\n> hello\n-- Server at localhost:55555 has disconnected\n$/)
    })
  )

  it.effect("logs at a signal what it could not show any more", () =>
    Effect.gen(function* () {
      const { arrive, client, terminal } = yield* start()
      terminal.held = true
      yield* arrive("[Ann] one")
      yield* arrive("[Ann] two")
      const ending = yield* Effect.fork(Fiber.interrupt(client))
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(ending)
      assert.match(terminal.log, /\[Ann\] one\n/)
    })
  )

  it.effect("says once that the log cannot be kept, and continues", () =>
    Effect.gen(function* () {
      const { press, sent, terminal } = yield* start()
      terminal.logFails = true
      yield* press("one\r")
      yield* press("two\r")
      assert.deepEqual(sent(), ["one", "two"])
      assert.equal(terminal.text.split("No log is kept: /log: the disk is full.").length, 2)
    })
  )
})
