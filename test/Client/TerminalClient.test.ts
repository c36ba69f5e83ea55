/** The client on a terminal in memory: what it draws, keeps and sends. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import * as ChannelName from "../../src/Domain/ChannelName.ts"
import { lastPrompt, start } from "../support/TerminalSession.ts"

describe("the client on a terminal", () => {
  it.effect("draws what happens together in one write", () =>
    Effect.gen(function* () {
      const { arrive, terminal } = yield* start()
      const before = terminal.writes.length
      yield* arrive("[Ann] one", "[Ann] two", "Ben has joined")
      assert.equal(terminal.writes.length, before + 1)
    })
  )

  it.effect("remembers what was typed, and brings it back", () =>
    Effect.gen(function* () {
      const { press, sent, terminal } = yield* start()
      yield* press("hello\r/password secret\r\u001b[A\u001b[A\r")
      assert.deepEqual(sent(), ["hello", "/password secret", "earlier"])
      assert.deepEqual(terminal.remembered, ["hello", "earlier"])
    })
  )

  it.effect("says once that the history cannot be kept, and continues", () =>
    Effect.gen(function* () {
      const { press, sent, terminal } = yield* start({}, true)
      yield* press("one\r")
      yield* press("two\r")
      assert.deepEqual(sent(), ["one", "two"])
      assert.equal(terminal.text.split("History is not kept: /nowhere: the file system is read-only.").length, 2)
    })
  )

  it.effect("says where it is connected and how, and what to type first", () =>
    Effect.gen(function* () {
      const { terminal } = yield* start()
      assert.match(terminal.text, /-- Connected to localhost:55555, not encrypted\. \/list names the channels,/)
      const plain = yield* start({ plain: true, encrypted: true })
      assert.match(plain.terminal.text, /Connected to localhost:55555, encrypted\. /)
    })
  )

  it.effect("begins in the channel that is asked for, which it makes where there is none", () =>
    Effect.gen(function* () {
      const channel = Either.getOrThrow(ChannelName.fromText("lab"))
      const there = yield* start({ channel })
      assert.deepEqual(there.sent(), ["/join lab", "/create lab"])
      yield* there.arrive("Room lab already exists, so cannot be created.")
      assert.match(there.terminal.text, /-- You are in lab\.\n/)
      assert.equal(lastPrompt(there.terminal), "lab> ")
      const made = yield* start({ channel })
      yield* made.arrive("No channel named lab exists. Try '/create lab'?")
      assert.match(made.terminal.text, /-- lab is new: you have created it\.\n/)
    })
  )

  it.effect("tells the day when it has become another", () =>
    Effect.gen(function* () {
      const { arrive, doing, terminal } = yield* start()
      yield* arrive("[Ann] good night")
      yield* TestClock.adjust("24 hours")
      yield* doing(() => {})
      yield* arrive("[Ann] good morning", "[Ann] again")
      const days = terminal.text.match(/-- \w+day, \d{4}-\d\d-\d\d\n.*good morning/g)
      assert.equal(days?.length, 1)
      assert.equal(terminal.text.match(/day, \d{4}-/g)?.length, 1)
    })
  )

  it.effect("marks a line that mentions the user, also without colours, behind the time, where nobody can write", () =>
    Effect.gen(function* () {
      const { arrive, terminal } = yield* start({ colors: "none" })
      yield* arrive("[Ann] hello, zed!", "[Ann] * hello")
      assert.match(terminal.text, /\d\d:\d\d\*\[Ann\] hello, zed!\n\d\d:\d\d \[Ann\] \* hello\n/)
    })
  )

  it.effect("rings when somebody mentions the user, and only then", () =>
    Effect.gen(function* () {
      const { arrive, terminal } = yield* start()
      const rings = () => terminal.writes.join("").split("\u0007").length - 1
      yield* arrive("[Ann] hello Zedekiah")
      assert.equal(rings(), 0)
      yield* arrive("[Ann] hello, zed!")
      assert.equal(rings(), 1)
    })
  )

  it.effect("stops with the program and draws its prompt again when it continues", () =>
    Effect.gen(function* () {
      const { doing, press, terminal } = yield* start()
      yield* press("half\u001a")
      assert.equal(terminal.suspensions, 1)
      assert.match(lastPrompt(terminal), /\(no channel\)> half$/)
      yield* doing(() => terminal.change("Stopped"))
      assert.equal(terminal.suspensions, 2)
    })
  )

  it.effect("leaves when the keyboard ends, and when the terminal is gone", () =>
    Effect.gen(function* () {
      const ended = yield* start()
      ended.terminal.end()
      assert.ok(Exit.isSuccess(yield* Fiber.await(ended.client)))
      const hungUp = yield* start()
      hungUp.terminal.change("HungUp")
      assert.ok(Exit.isSuccess(yield* Fiber.await(hungUp.client)))
    })
  )

  it.effect("is ended by a signal, and at a terminal that is held a second later", () =>
    Effect.gen(function* () {
      const free = yield* start()
      yield* free.press("half")
      yield* Fiber.interrupt(free.client)
      assert.equal(free.terminal.writes.at(-1), "\r\u001b[K\u001b[C\u001b[J\r")
      const held = yield* start()
      held.terminal.held = true
      yield* held.arrive("[Ann] hello")
      const ending = yield* Effect.fork(Fiber.interrupt(held.client))
      yield* held.adjust("1 second")
      assert.ok(Exit.isInterrupted(yield* Fiber.join(ending)))
    })
  )

  it.effect("without reconnecting fails when the server goes, and says so last", () =>
    Effect.gen(function* () {
      const { client, lose, terminal } = yield* start({ reconnect: false })
      yield* lose
      assert.ok(Exit.isFailure(yield* Fiber.await(client)))
      assert.match(terminal.text, /Server at localhost:55555 has disconnected\n$/)
    })
  )
})

describe("a line that could not be sent", () => {
  /** What the test types and how the connection ends, before the client has done anything about either. */
  const together = (...acts: ReadonlyArray<(client: Effect.Effect.Success<ReturnType<typeof start>>) => void>) =>
    Effect.gen(function* () {
      const client = yield* start()
      yield* client.press("/join lab\r")
      assert.deepEqual(client.sent(), ["/join lab"])
      yield* client.doing(() => acts.forEach((act) => act(client)))
      return client
    })
  const press =
    (keys: string) =>
    ({ terminal }: { readonly terminal: { readonly press: (keys: string) => void } }) =>
      terminal.press(keys)
  const reset = ({ latest }: { readonly latest: () => { readonly reset: () => void } }) => latest().reset()

  const orders = [
    ["is typed just before a reset", [press("hello\r"), reset]],
    ["is typed just after a reset", [reset, press("hello\r")]]
  ] as const

  for (const [when, acts] of orders) {
    it.effect(`is shown as unsent and kept, where it ${when}`, () =>
      Effect.gen(function* () {
        const { press, sent, terminal, wait } = yield* together(...acts)
        assert.match(terminal.text, /! unsent: hello\n/)
        assert.doesNotMatch(terminal.text, /> hello\n/)
        yield* wait
        assert.deepEqual(sent(), ["/join lab", "/create lab"])
        yield* press("\ry")
        assert.deepEqual(sent(), ["hello"])
        assert.match(terminal.text, /> hello\n/)
      })
    )
  }

  it.effect("is kept with all others of its batch, in order", () =>
    Effect.gen(function* () {
      const { press: type, sent, terminal, wait } = yield* together(press("one\rtwo\r"), press("three\rhalf"), reset)
      assert.doesNotMatch(terminal.text, /> (one|two|three)\n/)
      assert.equal(lastPrompt(terminal), "lab (offline)> half")
      yield* wait
      assert.deepEqual(sent(), ["/join lab", "/create lab"])
      yield* type("\u0015\ry")
      assert.deepEqual(sent(), ["one", "two", "three"])
      assert.deepEqual(terminal.remembered, ["/join lab", "one", "two", "three"])
    })
  )

  it.effect("does not move the client if it is a command", () =>
    Effect.gen(function* () {
      const { sent, terminal, wait } = yield* together(press("/join zoo\r/create den\r"), reset)
      assert.match(terminal.text, /! unsent: \/join zoo\n.*! unsent: \/create den\n/)
      assert.equal(lastPrompt(terminal), "lab (offline)> ")
      yield* wait
      assert.deepEqual(sent(), ["/join lab", "/create lab"])
    })
  )

  it.effect("is counted among the lines that are lost when the client does not connect again", () =>
    Effect.gen(function* () {
      const { client, doing, latest, terminal } = yield* start({ reconnect: false })
      yield* doing(() => {
        terminal.press("hello\r")
        latest().reset()
      })
      assert.ok(Exit.isFailure(yield* Fiber.await(client)))
      assert.match(terminal.text, /-- Not sent: 1 line\.\nServer at localhost:55555 has disconnected\n$/)
    })
  )
})
