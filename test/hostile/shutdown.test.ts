/** SIGTERM in the middle of everything: members that read get all that was accepted, and then the end of the stream. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { patient } from "../process/support/Injection.ts"
import { startServer } from "../process/support/Program.ts"
import { texts } from "../support/frames.ts"
import * as Memory from "../support/Memory.ts"
import type { CalmMember } from "./support/CalmMember.ts"
import { converse } from "./support/Conversation.ts"

/** How many times twenty messages each speaker has in flight. */
const WINDOW = 4

/** Sends twenty messages and a barrier, again and again, until the server is gone. */
const speak = (speaker: CalmMember) =>
  Effect.suspend(() => {
    speaker.say(20)
    return speaker.barrier
  }).pipe(
    Effect.forever,
    Effect.catchTag("Disconnected", () => Effect.void)
  )

describe("a server that gets SIGTERM while everybody speaks", () => {
  it.scopedLive("delivers what it has acknowledged, the same to all, and exits with status 0", () =>
    Effect.gen(function* () {
      const server = yield* startServer("127.0.0.1", { env: patient })
      const conversation = yield* converse(server.port, { channels: 8, speakers: 4 })
      const [first] = conversation.speakers
      assert.ok(first !== undefined)
      const stop = first
        .when("a conversation that is well under way", () => first.acknowledged > 1000)
        .pipe(Effect.zipRight(server.signal("SIGTERM")), Effect.zipRight(server.exit))
      const speeches = conversation.speakers.flatMap((speaker) =>
        Array<Effect.Effect<void>>(WINDOW).fill(speak(speaker))
      )
      const everybody = Effect.all(speeches, { concurrency: "unbounded", discard: true })
      const [ending] = yield* Effect.all([stop, everybody], { concurrency: "unbounded" })
      assert.deepEqual(ending, { status: 0, signal: null })
      for (const member of conversation.members) assert.ok(yield* member.ended, `${member.name} was cut off`)
      // Every message that was acknowledged has reached the listeners, and every one that anybody heard reached all.
      conversation.check()
    })
  )
})

describe("a server that shuts down in the middle of a turn", () => {
  it.effect("delivers what was said in it", () =>
    Effect.gen(function* () {
      const memory = yield* Memory.Memory
      const panda = yield* memory.open()
      const alice = yield* memory.open()
      for (const text of ["Panda", "/create tas"]) panda.arrive(text)
      yield* memory.endTick
      for (const text of ["Alice", "/join tas"]) alice.arrive(text)
      yield* memory.endTick
      panda.arrive("the last word")
      yield* memory.settle
      assert.deepEqual(texts(alice.takeReceived()), [])
      yield* memory.shutdown
      assert.deepEqual(texts(alice.takeReceived()), ["[Panda] the last word"])
      assert.deepEqual(texts(panda.takeReceived()), ["Alice has joined"])
    }).pipe(Effect.provide(Memory.layer))
  )
})

describe("a server that shuts down while its peers do not read, or do not end", () => {
  it.effect("is gone within five seconds of its own time", () =>
    Effect.gen(function* () {
      const memory = yield* Memory.Memory
      const peers = yield* Effect.forEach(Array.from({ length: 300 }), (_, index) =>
        memory.open({ lingers: index % 2 === 0 })
      )
      for (const [index, peer] of peers.entries()) {
        for (const text of [`peer ${index}`, index === 0 ? "/create tas" : "/join tas"]) peer.arrive(text)
        yield* memory.endTick
      }
      for (const peer of peers) peer.stalled = true
      peers[0]?.arrive("the last word")
      yield* memory.endTick
      const begun = yield* Clock.currentTimeMillis
      yield* memory.shutdown
      assert.ok((yield* Clock.currentTimeMillis) - begun <= 5000)
      assert.equal(peers.filter(({ closed }) => !closed).length, 0)
    }).pipe(Effect.provide(Memory.layer))
  )
})
