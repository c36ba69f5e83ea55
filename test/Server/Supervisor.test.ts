import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Limits } from "../../src/Server/Limits.ts"
import * as Supervisor from "../../src/Server/Supervisor.ts"
import * as Server from "../../src/Server.ts"
import { JOIN_REQUIRES_ARGUMENT, texts } from "../support/frames.ts"
import * as Memory from "../support/Memory.ts"
import type { MemoryPeer } from "../support/MemoryPeer.ts"
import { heard, untilEnd } from "../support/Peer.ts"
import { openPeer, socketPath } from "../support/Sockets.ts"

const limits = (changed: Partial<Limits["Type"]>) =>
  Effect.provideService(Limits, { ...Limits.defaultValue(), ...changed })

const lines = (peer: MemoryPeer) => Buffer.from(peer.takeReceived()).toString()

const CONNECTIONS_FULL = "The server is full: it allows 2 connections."

describe("one supervisor for several doors", () => {
  it.effect("lets the dialects' members talk to each other, each in its own encoding", () =>
    Effect.gen(function* () {
      const memory = yield* Memory.Memory
      const panda = yield* memory.open()
      for (const text of ["Panda", "/create tas"]) panda.arrive(text)
      const lin = yield* memory.open({ speaks: "lines" })
      lin.arrive(Buffer.from("Lin\n+tas\n=tas hello\n"))
      yield* memory.endTick
      panda.arrive("hi")
      yield* memory.endTick
      assert.deepEqual(texts(panda.takeReceived()), ["Lin has joined", "[Lin] hello"])
      assert.equal(lines(lin), "3 0 tas <Lin> hello\n4 0 tas <Panda> hi\n")
      panda.end()
      yield* memory.endTick
      assert.equal(lines(lin), "5 0 tas Panda leaves\n")
    }).pipe(Effect.provide(Memory.layer))
  )

  it.effect("counts their connections together, and refuses in the dialect of the door", () =>
    Effect.gen(function* () {
      const memory = yield* Memory.Memory
      yield* memory.open()
      const lin = yield* memory.open({ speaks: "lines" })
      const [late, later] = [yield* memory.open(), yield* memory.open({ speaks: "lines" })]
      yield* memory.settle
      assert.deepEqual(texts(late.takeReceived()), [CONNECTIONS_FULL])
      assert.equal(lines(later), "!\n")
      lin.end()
      yield* memory.settle
      const next = yield* memory.open()
      for (const text of ["Next", "/join"]) next.arrive(text)
      yield* memory.settle
      assert.deepEqual(texts(next.takeReceived()), [JOIN_REQUIRES_ARGUMENT])
    }).pipe(Effect.provide(Memory.layer), limits({ connections: 2 }))
  )

  it.effect(
    "begins the sessions of very many that connect at one moment in several turns, and delays nobody by them",
    () =>
      Effect.gen(function* () {
        const memory = yield* Memory.Memory
        const panda = yield* memory.open()
        for (const text of ["Panda", "/create tas"]) panda.arrive(text)
        const alice = yield* memory.open()
        for (const text of ["Alice", "/join tas"]) alice.arrive(text)
        yield* memory.endTick
        panda.takeReceived()
        const crowd = yield* Effect.forEach(Array(1000), () => memory.open())
        for (const peer of crowd) {
          peer.arrive("Ann")
          peer.arrive("/join")
        }
        alice.arrive("hello")
        const answered = new Set<MemoryPeer>()
        const perTurn: Array<number> = []
        while (answered.size < crowd.length) {
          yield* memory.endTick
          if (perTurn.length === 0) assert.deepEqual(texts(panda.takeReceived()), ["[Alice] hello"])
          const before = answered.size
          for (const peer of crowd) if (peer.takeReceived().length > 0) answered.add(peer)
          assert.ok(answered.size > before || perTurn.length < 3, "they begin")
          perTurn.push(answered.size - before)
        }
        assert.ok(Math.max(...perTurn) <= 200, `${Math.max(...perTurn)} in one turn`)
      }).pipe(Effect.provide(Memory.layer))
  )

  it.effect("cuts off at a shutdown those whose session has not begun", () =>
    Effect.gen(function* () {
      const memory = yield* Memory.Memory
      const crowd = yield* Effect.forEach(Array(1000), () => memory.open())
      yield* memory.shutdown
      assert.ok(crowd.every((peer) => peer.closed))
    }).pipe(Effect.provide(Memory.layer))
  )

  it.scopedLive("counts the connections of two listeners together, and gives their peers one send budget", () =>
    Effect.gen(function* () {
      const tcp = yield* Server.serve({ address: { _tag: "Tcp", host: "127.0.0.1", port: 0 } })
      const unix = yield* Server.serve({ address: { _tag: "Unix", path: yield* socketPath } })
      const [panda, alice] = [yield* openPeer(tcp), yield* openPeer(unix)]
      yield* panda.send("Panda", "/create tas")
      assert.deepEqual(yield* heard(panda), [])
      yield* alice.send("Alice", "/join tas")
      assert.deepEqual(yield* heard(alice), [])
      for (const address of [tcp, unix]) {
        assert.deepEqual(yield* untilEnd(yield* openPeer(address)), [CONNECTIONS_FULL])
      }
      const { sendBudget } = yield* Supervisor.Supervisor
      assert.equal(sendBudget.limits.total, 1_000_000)
    }).pipe(
      Effect.provide(Layer.fresh(Server.layer)),
      limits({ connections: 2, sendQueue: { soft: 1000, hard: 100_000, total: 1_000_000 } })
    )
  )

  it.effect(
    "cuts off the peer that has taken nothing for longest where all doors' peers together have too much waiting",
    () =>
      Effect.gen(function* () {
        const memory = yield* Memory.Memory
        const stuck = yield* memory.open()
        for (const text of ["Stuck", "/create tas"]) stuck.arrive(text)
        const lin = yield* memory.open({ speaks: "lines" })
        lin.arrive(Buffer.from("Lin\n+tas\n"))
        const panda = yield* memory.open()
        for (const text of ["Panda", "/join tas"]) panda.arrive(text)
        yield* memory.endTick
        panda.takeReceived()
        stuck.stalled = lin.stalled = true
        for (let count = 0; count < 20; count++) {
          panda.arrive(`${count}`)
          yield* memory.endTick
        }
        yield* memory.endTick
        // Both take nothing; something has waited for the first one for longer, from the first message on.
        assert.deepEqual([stuck.closed, lin.closed], [true, false])
        assert.deepEqual(texts(panda.takeReceived()), ["Stuck has left"])
      }).pipe(Effect.provide(Memory.layer), limits({ sendQueue: { soft: 10_000, hard: 100_000, total: 2000 } }))
  )
})
