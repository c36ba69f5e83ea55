/** The client on a terminal in memory, over connections in memory, while the test moves the time. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/TestClock"
import * as TerminalClient from "../../src/Client/TerminalClient.ts"
import { CannotConnect } from "../../src/Domain/ChatError.ts"
import type { ClientName } from "../../src/Domain/ClientName.ts"
import { texts } from "../support/frames.ts"
import { MemoryConnection } from "../support/MemoryConnection.ts"
import { MemoryTerminal } from "../support/MemoryTerminal.ts"

const options: TerminalClient.TerminalOptions = {
  name: "Zed" as ClientName,
  host: "localhost",
  port: "55555",
  reconnect: true,
  bell: true,
  colored: false,
  plain: false
}

const settle = Effect.repeatN(Effect.yieldNow(), 200)

/** A client whose server is the test: it says when the server can be reached. */
const start = (
  changed: Partial<TerminalClient.TerminalOptions> = {},
  historyFails = false,
  history?: ReadonlyArray<string>
) =>
  Effect.gen(function* () {
    const terminal = new MemoryTerminal(historyFails, history)
    const connections: Array<MemoryConnection> = []
    const server = { reachable: true, attempts: 0 }
    const open = Effect.gen(function* () {
      server.attempts++
      if (!server.reachable) return yield* new CannotConnect({ host: "localhost", port: "55555" })
      const connection = new MemoryConnection({})
      connections.push(connection)
      yield* Effect.addFinalizer(() => connection.close)
      return connection
    })
    const scope = yield* Scope.make()
    const first = yield* Scope.extend(open, scope)
    const client = yield* TerminalClient.conversation({ ...options, ...changed }, first, scope, open).pipe(
      Effect.provide(terminal.layer),
      Effect.fork
    )
    yield* settle
    const latest = () => connections.at(-1) ?? assert.fail("there is no connection")
    return {
      terminal,
      server,
      client,
      connections,
      press: (keys: string) =>
        Effect.zipRight(
          Effect.sync(() => terminal.press(keys)),
          settle
        ),
      arrive: (...frames: ReadonlyArray<string>) =>
        Effect.zipRight(
          Effect.sync(() => frames.forEach((text) => latest().arrive(text))),
          settle
        ),
      lose: Effect.zipRight(
        Effect.sync(() => latest().reset()),
        settle
      ),
      /** Long enough for any one attempt, and for a connection to last. */
      wait: Effect.zipRight(Effect.zipRight(TestClock.adjust("30 seconds"), settle), TestClock.adjust("1 second")).pipe(
        Effect.zipRight(settle)
      ),
      sent: () => texts(latest().takeReceived())
    }
  })

/** What the prompt is at last. */
const lastPrompt = (terminal: MemoryTerminal): string => terminal.text.slice(terminal.text.lastIndexOf("\n") + 1)

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

  it.effect("says once that the history cannot be kept, and goes on", () =>
    Effect.gen(function* () {
      const { press, sent, terminal } = yield* start({}, true)
      yield* press("one\r")
      yield* press("two\r")
      assert.deepEqual(sent(), ["one", "two"])
      assert.equal(terminal.text.split("History is not kept: /nowhere: EROFS.").length, 2)
    })
  )

  it.effect("says where the keys are listed to who has typed nothing before", () =>
    Effect.gen(function* () {
      const isHinted = (client: Effect.Effect.Success<ReturnType<typeof start>>) =>
        client.terminal.text.includes("-- /help lists the keys.\n")
      assert.equal(isHinted(yield* start({}, false, [])), true)
      assert.equal(isHinted(yield* start()), false)
      assert.equal(isHinted(yield* start({ plain: true }, false, [])), false)
    })
  )

  it.effect("rings when somebody mentions one, and only then", () =>
    Effect.gen(function* () {
      const { arrive, terminal } = yield* start()
      const rings = () => terminal.writes.join("").split("\u0007").length - 1
      yield* arrive("[Ann] hello Zedekiah")
      assert.equal(rings(), 0)
      yield* arrive("[Ann] hello, zed!")
      assert.equal(rings(), 1)
    })
  )

  it.effect("stops with the program and draws its prompt anew when it goes on", () =>
    Effect.gen(function* () {
      const { press, terminal } = yield* start()
      yield* press("half\u001a")
      assert.equal(terminal.suspensions, 1)
      assert.match(lastPrompt(terminal), /\(no channel\)> half$/)
      terminal.change("Stopped")
      yield* settle
      assert.equal(terminal.suspensions, 2)
    })
  )

  it.effect("leaves when the keyboard ends, and when it is hung up on", () =>
    Effect.gen(function* () {
      const ended = yield* start()
      ended.terminal.end()
      assert.ok(Exit.isSuccess(yield* Fiber.await(ended.client)))
      const hungUp = yield* start()
      hungUp.terminal.change("HungUp")
      assert.ok(Exit.isSuccess(yield* Fiber.await(hungUp.client)))
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

describe("a server that goes away", () => {
  it.effect("is connected to again, and the client is back in its channel with its line", () =>
    Effect.gen(function* () {
      const { arrive, connections, lose, press, sent, terminal, wait } = yield* start()
      yield* press("/join lab\rhalf")
      assert.deepEqual(sent(), ["/join lab"])
      yield* lose
      assert.match(terminal.text, /-- Server at localhost:55555 has disconnected\. Trying to connect again\.\n/)
      assert.equal(lastPrompt(terminal), "lab (offline)> half")
      yield* wait
      assert.equal(connections.length, 2)
      assert.deepEqual(sent(), ["/join lab", "/create lab"])
      yield* arrive("Room lab already exists, so cannot be created.")
      assert.match(terminal.text, /-- Back in lab\.\n/)
      assert.doesNotMatch(terminal.text, /already exists/)
      assert.equal(lastPrompt(terminal), "lab> half")
    })
  )

  it.effect("and has lost the channel, has it made anew", () =>
    Effect.gen(function* () {
      const { arrive, lose, press, terminal, wait } = yield* start()
      yield* press("/join lab\r")
      yield* lose
      yield* wait
      yield* arrive("No channel named lab exists. Try '/create lab'?", "[Ann] hello")
      assert.match(terminal.text, /-- lab was gone: it is made anew\.\n/)
      // That answer was the client's own; the next like it is the user's.
      yield* press("/create lab\r")
      yield* arrive("Room lab already exists, so cannot be created.")
      assert.match(terminal.text, /-- Room lab already exists, so cannot be created\.\n/)
    })
  )

  it.effect("and has the channel made by another between two commands, is asked again", () =>
    Effect.gen(function* () {
      const { arrive, lose, press, sent, wait } = yield* start()
      yield* press("/join lab\r")
      yield* lose
      yield* wait
      assert.deepEqual(sent(), ["/join lab", "/create lab"])
      yield* arrive("No channel named lab exists. Try '/create lab'?", "Room lab already exists, so cannot be created.")
      assert.deepEqual(sent(), ["/join lab", "/create lab"])
    })
  )

  it.effect("is tried again and again, each wait at most 30 seconds", () =>
    Effect.gen(function* () {
      const { connections, lose, server, terminal, wait } = yield* start()
      server.reachable = false
      yield* lose
      for (let attempt = 2; attempt < 30; attempt++) {
        const before = server.attempts
        yield* wait
        assert.ok(server.attempts > before, "no attempt in 30 seconds")
      }
      server.reachable = true
      yield* wait
      assert.equal(connections.length, 2)
      assert.equal(lastPrompt(terminal), "(no channel)> ")
    })
  )

  it.effect("and closes each connection at once, is not asked more often for that", () =>
    Effect.gen(function* () {
      const { connections, lose } = yield* start()
      yield* lose
      for (let second = 0; second < 600; second++) {
        yield* TestClock.adjust("1 second")
        yield* settle
        const latest = connections.at(-1)
        if (latest !== undefined && !latest.closed) yield* lose
      }
      // With waits of 15 seconds on average it is 40; if each began anew with half a second it would be hundreds.
      assert.ok(connections.length > 20 && connections.length < 80, `${connections.length} connections in 10 minutes`)
    })
  )

  it.effect("and then lets nobody in, says why once, and that it is connected only when it is", () =>
    Effect.gen(function* () {
      const { arrive, connections, lose, press, sent, terminal } = yield* start()
      const said = (sentence: string) => terminal.text.split(sentence).length - 1
      yield* press("/join lab\r")
      yield* lose
      const refused = (sentence: string) =>
        Effect.gen(function* () {
          const before = connections.length
          while (connections.length === before) yield* Effect.zipRight(TestClock.adjust("100 millis"), settle)
          yield* arrive(sentence)
          yield* lose
          assert.match(lastPrompt(terminal), /lab \(offline\)> $/)
          assert.deepEqual(sent(), [])
        })
      for (let attempt = 0; attempt < 3; attempt++) yield* refused("The server is full: it allows 5 connections.")
      yield* refused("Go \u001b[31maway.")
      assert.equal(said("-- The server is full: it allows 5 connections.\n"), 1)
      assert.equal(said("-- Go ?[31maway.\n"), 1)
      assert.equal(said("Connected again."), 0)
      assert.equal(said("has disconnected"), 1)
      while (said("Connected again.") === 0) yield* Effect.zipRight(TestClock.adjust("100 millis"), settle)
      assert.deepEqual(sent(), ["/join lab", "/create lab"])
      yield* lose
      yield* refused("The server is full: it allows 5 connections.")
      assert.equal(said("The server is full: it allows 5 connections."), 2)
    })
  )

  it.effect("and comes back with a greeting, loses nothing of it", () =>
    Effect.gen(function* () {
      const { arrive, connections, lose, terminal, wait } = yield* start()
      yield* lose
      while (connections.length === 1) yield* Effect.zipRight(TestClock.adjust("100 millis"), settle)
      yield* arrive("Welcome!")
      assert.doesNotMatch(terminal.text, /Welcome/)
      yield* wait
      assert.match(terminal.text, /-- Connected again\.\n.*-- Welcome!\n/)
      yield* lose
      while (connections.length === 2) yield* Effect.zipRight(TestClock.adjust("100 millis"), settle)
      yield* arrive("Welcome back!", "[Ann] hello")
      assert.match(terminal.text, /-- Connected again\.\n.*-- Welcome back!\n.*\[Ann\] hello\n/)
    })
  )

  it.effect.each([
    "This server wants a password before the name.",
    "The password is wrong.",
    "A name must not be blank.",
    "A name can have at most 64 bytes."
  ])("and refuses for good, ends the client: %s", (sentence) =>
    Effect.gen(function* () {
      const atOnce = yield* start()
      yield* atOnce.arrive(sentence)
      yield* atOnce.lose
      assert.ok(Exit.isFailure(yield* Fiber.await(atOnce.client)))
      assert.equal(atOnce.terminal.text.split(sentence).length, 2)
      const later = yield* start()
      yield* later.lose
      yield* later.press("half\rline")
      while (later.connections.length === 1) yield* Effect.zipRight(TestClock.adjust("100 millis"), settle)
      yield* later.arrive(sentence)
      yield* later.lose
      assert.ok(Exit.isFailure(yield* Fiber.await(later.client)))
      const last = new RegExp(
        `-- ${sentence}\\n.*-- Not sent: 1 line\\.\\nServer at localhost:55555 has disconnected\\n$`
      )
      assert.match(later.terminal.text, last)
    })
  )

  it.effect("is not given up for what a channel is called", () =>
    Effect.gen(function* () {
      const { arrive, connections, lose, wait } = yield* start()
      yield* arrive("[Ann] hello", "The password is wrong.")
      yield* lose
      yield* wait
      assert.equal(connections.length, 2)
    })
  )

  it.effect("holds up no keys, and what is typed meanwhile is shown as unsent and sent only when told", () =>
    Effect.gen(function* () {
      const { lose, press, sent, terminal, wait } = yield* start()
      yield* lose
      yield* press("one\r")
      yield* press("/list\r")
      assert.match(terminal.text, /! unsent: one\n/)
      yield* wait
      assert.deepEqual(sent(), [])
      yield* press("now\r")
      assert.deepEqual(sent(), ["now"])
      yield* press("\r")
      assert.equal(lastPrompt(terminal), "Send 2 lines typed offline? [y/n, ^C: later] ")
      yield* press("\u0003")
      assert.deepEqual(sent(), [])
      yield* press("\ry")
      assert.deepEqual(sent(), ["one", "/list"])
      yield* press("\r  \r")
      assert.deepEqual(sent(), [])
    })
  )

  it.effect("and what is unsent can be dropped", () =>
    Effect.gen(function* () {
      const { lose, press, sent, terminal, wait } = yield* start()
      yield* lose
      yield* press("one\r")
      yield* wait
      yield* press("\rn")
      assert.match(terminal.text, /-- Dropped 1 line\.\n/)
      assert.deepEqual(sent(), [])
    })
  )
})

describe("the client on a plain terminal", () => {
  it.effect("moves no cursor, prints line by line, and says where one is when that changes", () =>
    Effect.gen(function* () {
      const { arrive, press, sent, terminal } = yield* start({ plain: true })
      yield* press("/join lab\n")
      yield* press("hello\n")
      yield* arrive("[Ann] hi", "No channel named lab exists. Try '/create lab'?")
      assert.deepEqual(sent(), ["/join lab", "hello"])
      const lines = terminal.writes
        .join("")
        .replaceAll(/^\d\d:\d\d/gm, "hh:mm")
        .split("\n")
      assert.deepEqual(lines, [
        "== (no channel)",
        "hh:mm > /join lab",
        "== lab",
        "hh:mm > hello",
        "hh:mm [Ann] hi",
        "hh:mm -- No channel named lab exists. Try '/create lab'?",
        "== (no channel)",
        ""
      ])
    })
  )

  it.effect("lists no keys, for it has none", () =>
    Effect.gen(function* () {
      const { press, terminal } = yield* start({ plain: true })
      yield* press("/help\n")
      assert.match(terminal.text, /\/quit +leave \(\^C; \^D on an empty line\)/)
      assert.doesNotMatch(terminal.text, /TAB|\^C clears/)
    })
  )

  it.effect("asks in a line and takes the answer from the next", () =>
    Effect.gen(function* () {
      const { lose, press, sent, terminal, wait } = yield* start({ plain: true })
      yield* lose
      yield* press("one\n")
      yield* wait
      yield* press("\n")
      assert.match(terminal.text, /== Send 1 line typed offline\? \[y\/n, \^C: later\]\n$/)
      yield* press("yes\n")
      assert.deepEqual(sent(), ["one"])
    })
  )
})
