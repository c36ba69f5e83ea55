import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { ByteString } from "../../src/Domain/ByteString.ts"
import { Password } from "../../src/Server/Password.ts"
import * as PasswordCheck from "../../src/Server/PasswordCheck.ts"
import { JOIN_REQUIRES_ARGUMENT, texts } from "../support/frames.ts"
import * as Memory from "../support/Memory.ts"

const secret = Redacted.make(ByteString("open sesame"))

/** A check, and its verdict on guesses from a network at a time in seconds. */
const checker = () => {
  const check = PasswordCheck.make(secret)
  return (guess: string, network: string | null = "192.0.2.1", seconds = 0) => {
    const { delay, wrong } = check(Buffer.from(guess, "latin1"), network ?? undefined, seconds * 1000)
    return { isWrong: wrong !== undefined, seconds: delay / 1000 }
  }
}

describe("the check of a password", () => {
  it("lets the right one pass at once, as long as few wrong ones have come from its network", () => {
    const check = checker()
    for (let guess = 0; guess < 2; guess++) check("wrong")
    assert.deepEqual(check("open sesame"), { isWrong: false, seconds: 0 })
    for (let guess = 0; guess < 3; guess++) check("wrong")
    assert.deepEqual(check("open sesame"), { isWrong: false, seconds: 16 })
    assert.deepEqual(check("open sesame", "192.0.2.2"), { isWrong: false, seconds: 0 })
  })

  it("takes the bytes as they are", () => {
    const check = checker()
    for (const guess of ["open sesam", "open sesame!", "Open sesame", " open sesame", "open\tsesame"]) {
      assert.equal(check(guess).isWrong, true)
    }
  })

  it("answers each wrong guess from a network later, up to 30 seconds, and forgets after ten minutes", () => {
    const check = checker()
    const delays = Array.from({ length: 7 }, (_, guess) => check("wrong", "192.0.2.1", guess).seconds)
    assert.deepEqual(delays, [1, 2, 4, 8, 16, 30, 30])
    assert.equal(check("wrong", "192.0.2.2").seconds, 1)
    assert.equal(check("wrong", "192.0.2.1", 606).seconds, 30)
    assert.equal(check("wrong", "192.0.2.1", 1207).seconds, 1)
  })

  it("does not let programs on the same machine wait for each other", () => {
    const check = checker()
    for (let guess = 0; guess < 7; guess++) assert.equal(check("wrong", null).seconds, 1)
    assert.deepEqual(check("open sesame", null), { isWrong: false, seconds: 0 })
  })

  it("remembers ten thousand networks, and forgets the one that has been quiet for longest", () => {
    const check = checker()
    check("wrong", "first")
    check("wrong", "second")
    for (let index = 0; index < 9999; index++) check("wrong", `network ${index}`)
    assert.equal(check("wrong", "first").seconds, 1)
    assert.equal(check("wrong", "network 9998").seconds, 2)
  })
})

/** A server with the password, and a connection that sends the frames. */
const open = (...messages: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const memory = yield* Memory.Memory
    const connection = yield* memory.open({ address: "192.0.2.1" })
    for (const message of messages) connection.arrive(message)
    yield* memory.endTick
    return { connection, received: () => texts(connection.takeReceived()) }
  })

const pass = (time: Duration.DurationInput) =>
  Effect.gen(function* () {
    yield* TestClock.adjust(time)
    yield* (yield* Memory.Memory).endTick
  })

const guarded = (name: string, test: Effect.Effect<void, never, Memory.Memory>) =>
  it.effect(name, () =>
    test.pipe(Effect.provide(Memory.layer), Effect.provideService(Password, PasswordCheck.make(secret)))
  )

describe("a server with a password", () => {
  guarded(
    "serves who says it before the name",
    Effect.gen(function* () {
      const panda = yield* open("/password open sesame", "Panda", "/create tas")
      const alice = yield* open("/password open sesame", "Alice", "/join tas")
      assert.deepEqual([...panda.received(), ...alice.received()], ["Alice has joined"])
    })
  )

  guarded(
    "refuses who does not, and nobody hears of it",
    Effect.gen(function* () {
      const panda = yield* open("/password open sesame", "Panda", "/create tas")
      const eve = yield* open("Eve", "/join tas", "hello")
      assert.deepEqual(eve.received(), ["This server wants a password before the name."])
      assert.equal(eve.connection.closed, true)
      assert.deepEqual(panda.received(), [])
    })
  )

  guarded(
    "asks for it, at once, where a frame does not say it",
    Effect.gen(function* () {
      for (const text of ["Panda", "", "/password", "/password ", "/passwordopen sesame", " /password open sesame"]) {
        const eve = yield* open(text)
        assert.deepEqual(eve.received(), ["This server wants a password before the name."])
        assert.equal(eve.connection.closed, true)
      }
    })
  )

  guarded(
    "answers a wrong one late, and does nothing of what followed it",
    Effect.gen(function* () {
      const panda = yield* open("/password open sesame", "Panda", "/create tas")
      const eve = yield* open("/password sesame", "/password open sesame", "Eve", "/join tas")
      yield* pass("999 millis")
      assert.deepEqual(eve.received(), [])
      yield* pass("1 millis")
      assert.deepEqual(eve.received(), ["The password is wrong."])
      assert.equal(eve.connection.closed, true)
      assert.deepEqual(panda.received(), [])
    })
  )

  guarded(
    "lets go of a connection that breaks while its guess is waiting",
    Effect.gen(function* () {
      const eve = yield* open("/password sesame")
      eve.connection.reset()
      yield* pass("0 seconds")
      assert.equal(eve.connection.closed, true)
    })
  )

  guarded(
    "gives who has waited for the answer the whole time for the name, however late the answer is",
    Effect.gen(function* () {
      for (let guess = 0; guess < 7; guess++) yield* open("/password wrong")
      const slow = yield* open()
      yield* pass("50 seconds")
      slow.connection.arrive("/password open sesame")
      yield* pass("30 seconds")
      yield* pass("59 seconds")
      slow.connection.arrive("Panda")
      slow.connection.arrive("/join")
      yield* pass("0 seconds")
      assert.deepEqual(slow.received(), [JOIN_REQUIRES_ARGUMENT])
    })
  )

  guarded(
    "gives the password and the name together the time for the name",
    Effect.gen(function* () {
      const slow = yield* open()
      yield* pass("50 seconds")
      slow.connection.arrive("/password open sesame")
      yield* pass("10 seconds")
      assert.deepEqual(slow.received(), ["No name was sent within 60 seconds."])
    })
  )
})

describe("a server without a password", () => {
  it.effect("takes such a frame for what it is in the protocol: a name, then an unknown command", () =>
    Effect.gen(function* () {
      const panda = yield* open("Panda", "/create tas")
      const odd = yield* open("/password x", "/join tas", "/password y", "/join")
      assert.deepEqual(panda.received(), ["/password x has joined"])
      assert.deepEqual(odd.received(), [
        "/password is not a valid control message. Valid messages are /create, /list, and /join.",
        JOIN_REQUIRES_ARGUMENT
      ])
    }).pipe(Effect.provide(Memory.layer))
  )
})
