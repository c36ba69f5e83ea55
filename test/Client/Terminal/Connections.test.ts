/** What becomes of a client on a terminal when its server goes away. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { lastPrompt, start } from "../../support/TerminalSession.ts"

describe("a client on a terminal whose server goes away", () => {
  it.effect("connects again, and is back in its channel with the line that was being typed", () =>
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

  it.effect("creates its channel again if the server has lost it", () =>
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

  it.effect("tries again if another client creates the channel between its two commands", () =>
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

  it.effect("tries to connect again and again, each wait at most 30 seconds", () =>
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

  it.effect("does not connect more often to a server that closes each connection at once", () =>
    Effect.gen(function* () {
      const { adjust, connections, lose } = yield* start()
      yield* lose
      for (let second = 0; second < 600; second++) {
        yield* adjust("1 second")
        const latest = connections.at(-1)
        if (latest !== undefined && !latest.closed) yield* lose
      }
      // With waits of 15 seconds on average it is 40; if each began anew with half a second it would be hundreds.
      assert.ok(connections.length > 20 && connections.length < 80, `${connections.length} connections in 10 minutes`)
    })
  )

  it.effect("shows the reason of a refusal once, and that it is connected only when it is", () =>
    Effect.gen(function* () {
      const { arrive, connections, lose, press, sent, terminal, waitUntil } = yield* start()
      const said = (sentence: string) => terminal.text.split(sentence).length - 1
      yield* press("/join lab\r")
      yield* lose
      const refused = (sentence: string) =>
        Effect.gen(function* () {
          const before = connections.length
          yield* waitUntil(() => connections.length > before)
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
      yield* waitUntil(() => said("Connected again.") > 0)
      assert.deepEqual(sent(), ["/join lab", "/create lab"])
      yield* lose
      yield* refused("The server is full: it allows 5 connections.")
      assert.equal(said("The server is full: it allows 5 connections."), 2)
    })
  )

  it.effect("loses nothing of the greeting of a server that comes back", () =>
    Effect.gen(function* () {
      const { arrive, connections, lose, terminal, wait, waitUntil } = yield* start()
      yield* lose
      yield* waitUntil(() => connections.length > 1)
      yield* arrive("Welcome!")
      assert.doesNotMatch(terminal.text, /Welcome/)
      yield* wait
      assert.match(terminal.text, /-- Connected again\.\n.*-- Welcome!\n/)
      yield* lose
      yield* waitUntil(() => connections.length > 2)
      yield* arrive("Welcome back!", "[Ann] hello")
      assert.match(terminal.text, /-- Connected again\.\n.*-- Welcome back!\n.*\[Ann\] hello\n/)
    })
  )

  it.effect.each([
    "This server wants a password before the name.",
    "The password is wrong.",
    "A name must not be blank.",
    "A name can have at most 64 bytes: pad the first message to 200."
  ])("leaves at a permanent refusal: %s", (sentence) =>
    Effect.gen(function* () {
      const atOnce = yield* start()
      yield* atOnce.arrive(sentence)
      yield* atOnce.lose
      assert.ok(Exit.isFailure(yield* Fiber.await(atOnce.client)))
      assert.equal(atOnce.terminal.text.split(sentence).length, 2)
      const later = yield* start()
      yield* later.lose
      yield* later.press("half\rline")
      yield* later.waitUntil(() => later.connections.length > 1)
      yield* later.arrive(sentence)
      yield* later.lose
      assert.ok(Exit.isFailure(yield* Fiber.await(later.client)))
      const last = new RegExp(
        `-- ${sentence}\\n(?:.*\\n)?.*-- Not sent: 1 line\\.\\nServer at localhost:55555 has disconnected\\n$`
      )
      assert.match(later.terminal.text, last)
    })
  )

  it.effect("does not take the name of a channel for a refusal", () =>
    Effect.gen(function* () {
      const { arrive, connections, lose, wait } = yield* start()
      yield* arrive("[Ann] hello", "The password is wrong.")
      yield* lose
      yield* wait
      assert.equal(connections.length, 2)
    })
  )
})
