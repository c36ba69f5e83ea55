/** What is delivered is work of the turn as well: very many members are served over several turns. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { frameEncoding } from "../../src/Dialect/Frames/FrameEncoding.ts"
import { ByteString } from "../../src/Domain/ByteString.ts"
import type { ChannelName } from "../../src/Domain/ChannelName.ts"
import type { ClientName } from "../../src/Domain/ClientName.ts"
import { LARGE_BATCH } from "../../src/Server/BatchPool.ts"
import * as ChannelsInMemory from "../../src/Server/Channels/Memory.ts"
import { Channels } from "../../src/Server/Channels.ts"
import { MOST_MEMBERS } from "../../src/Server/FanOut.ts"
import { Price, TURN, Turns } from "../../src/Server/Turns.ts"
import { type Membership, User } from "../../src/Server/User.ts"
import { texts } from "../support/frames.ts"
import { ManualTick } from "../support/ManualTick.ts"

/** Writes of one turn: its budget, and one fan-out more. */
const WRITES = TURN / Price.write + MOST_MEMBERS

/** Three turns' work. */
const CROWD = 3 * (TURN / Price.write)

const server = Layer.provide(ChannelsInMemory.layer, Turns.layer).pipe(
  Layer.provide(ManualTick.tick),
  Layer.provideMerge(ManualTick.layer)
)

const endTick = Effect.flatMap(ManualTick, ({ end }) => end)

/** Ends so many turns that nothing waits any more. */
const settle = Effect.repeatN(endTick, 20)

class Member {
  writes = 0
  private bytes: Array<Uint8Array> = []
  readonly unsent = 0
  readonly user: User

  constructor(name: string) {
    this.user = new User(ByteString(name) as ClientName, this, frameEncoding)
  }

  unsafeSend(bytes: Uint8Array): void {
    this.writes++
    this.bytes.push(Uint8Array.from(bytes))
  }

  take(): ReadonlyArray<string> {
    const all = Buffer.concat(this.bytes)
    this.bytes = []
    return texts(all)
  }
}

/** A channel with so many members; the first one's membership, and what the others are sent. */
const gather = (name: string, count: number) =>
  Effect.gen(function* () {
    const channels = yield* Channels
    const members = Array.from({ length: count }, (_, index) => new Member(`m${index}`))
    const memberships: Array<Membership> = []
    for (const { user } of members) {
      memberships.push(
        yield* Effect.orDie(channels.enter(user, ByteString(name) as ChannelName, { create: "may", leaving: [] }))
      )
    }
    yield* settle
    for (const member of members) {
      member.take()
      member.writes = 0
    }
    return { author: memberships[0] as Membership, others: members.slice(1) }
  })

const say = (author: Membership, text: string) =>
  Effect.flatMap(Channels, (channels) =>
    channels.unsafeSay(author, Buffer.from(text)) ? Effect.void : channels.say(author, Buffer.from(text))
  )

const tested = (name: string, test: Effect.Effect<void, never, Channels | ManualTick>) =>
  it.effect(name, () => Effect.provide(test, server))

describe("a text for very many members", () => {
  tested(
    "is sent over several turns, to each member once and in order",
    Effect.gen(function* () {
      const { author, others } = yield* gather("crowd", CROWD)
      const received = others.map((): Array<string> => [])
      const spoken: Array<string> = []
      for (let turn = 0; turn < 20; turn++) {
        if (turn < 5) {
          spoken.push(`[m0] ${turn}`)
          yield* say(author, String(turn))
        }
        for (const member of others) member.writes = 0
        yield* endTick
        const writes = others.reduce((sum, member) => sum + member.writes, 0)
        assert.ok(writes <= WRITES, `${writes} writes in turn ${turn}`)
        if (turn === 0) assert.ok(writes >= TURN / Price.write - MOST_MEMBERS, `${writes} writes in the first turn`)
        others.forEach((member, index) => void received[index]?.push(...member.take()))
      }
      for (const texts of received) assert.deepEqual(texts, spoken)
    })
  )

  tested(
    "does not delay what is said in a quiet channel",
    Effect.gen(function* () {
      const crowd = yield* gather("crowd", CROWD)
      const pair = yield* gather("pair", 2)
      yield* say(crowd.author, "once")
      yield* endTick
      // Now the crowd's members are waited for, and have had more than a quantum.
      yield* say(crowd.author, "twice")
      yield* say(pair.author, "hello")
      yield* endTick
      assert.deepEqual(pair.others[0]?.take(), ["[m0] hello"])
      assert.ok(crowd.others.some(({ writes }) => writes === 0))
    })
  )

  tested(
    "waits while a full batch has not been sent, and so does not make a turn longer",
    Effect.gen(function* () {
      const { author, others } = yield* gather("crowd", CROWD)
      const most = 2 * (LARGE_BATCH / 200)
      const bulk = yield* Effect.fork(
        Effect.forEach(
          Array.from({ length: most }, (_, index) => index),
          (index) => say(author, String(index)),
          {
            discard: true
          }
        )
      )
      yield* Effect.yieldNow()
      assert.equal(
        others.some(({ writes }) => writes > 0),
        false
      )
      for (let turn = 0; turn < 50; turn++) {
        for (const member of others) member.writes = 0
        yield* endTick
        assert.ok(others.reduce((sum, member) => sum + member.writes, 0) <= WRITES)
        for (let rest = 0; rest < 5; rest++) yield* Effect.yieldNow()
      }
      yield* Fiber.join(bulk)
      for (const member of others) {
        assert.deepEqual(
          member.take(),
          Array.from({ length: most }, (_, index) => `[m0] ${index}`)
        )
      }
    })
  )
})
