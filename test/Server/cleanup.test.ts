import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { texts } from "../support/frames.ts"
import { heapUsed } from "../support/Heap.ts"
import * as Memory from "../support/Memory.ts"

/** A connection's life, ended in one of the ways there are. */
const comeAndGo = (index: number) =>
  Effect.gen(function* () {
    const memory = yield* Memory.Memory
    const connection = yield* memory.open()
    connection.arrive("guest")
    connection.arrive(index % 3 === 0 ? "/join hall" : "/join lobby")
    connection.arrive("hello")
    connection.arrive("/list")
    yield* memory.settle
    if (index % 2 === 0) connection.end()
    else connection.reset()
    yield* memory.endTick
  })

const LIVES = 10_000

/** Work, not waiting: seconds on a quiet machine. Only a hang takes so long. */
const HANG = 600_000

describe("ten thousand connections that came and went", () => {
  it.effect(
    "were each seen to come, speak and leave, and leave no memory behind",
    () =>
      Effect.gen(function* () {
        const memory = yield* Memory.Memory
        const [hall, lobby] = [yield* memory.open(), yield* memory.open()]
        for (const message of ["Hall", "/create hall"]) hall.arrive(message)
        for (const message of ["Lobby", "/create lobby"]) lobby.arrive(message)
        yield* memory.endTick
        yield* Effect.forEach(Array(1000).keys(), comeAndGo, { discard: true })
        for (const witness of [hall, lobby]) witness.takeReceived()
        const before = heapUsed()
        let seen = 0
        for (const index of Array(LIVES).keys()) {
          yield* comeAndGo(index)
          const witness = index % 3 === 0 ? hall : lobby
          assert.deepEqual(texts(witness.takeReceived()), ["guest has joined", "[guest] hello", "guest has left"])
          seen++
        }
        assert.equal(seen, LIVES)
        const growth = heapUsed() - before
        // A session that stayed would keep some 10 kB: 100 MB in all.
        assert.ok(growth < 10 * 1024 * 1024, `${growth} bytes more on the heap`)
      }).pipe(Effect.provide(Memory.layer)),
    HANG
  )
})
