/**
 * Arbitrary bytes from many clients at a time, while calm members converse in a channel of their own and each of their
 * messages is checked. This takes a few seconds; `npm run soak` sends a million frames.
 */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { connectCalm } from "./support/CalmMember.ts"
import { living, openSockets } from "./support/Census.ts"
import { converse } from "./support/Conversation.ts"
import { openHostile } from "./support/HostileSocket.ts"
import { startLive } from "./support/LiveServer.ts"
import { Random, seed } from "./support/Random.ts"
import { ARENA, misbehave } from "./support/Tricks.ts"
import { becomes } from "./support/Turn.ts"

/** How many frames' worth of bytes are sent in a run, and at a time by how many. */
const FRAMES = Number(process.env["FUZZ_FRAMES"] ?? 15_000)
const AT_A_TIME = 24

/** Small enough to be reached, so that the limits are tested too: some clients find the server full. */
const limits = {
  connections: 24,
  channels: 3000,
  channelsPerConnection: 400,
  unsent: { soft: 64 * 1024, hard: 512 * 1024, total: 4 * 1024 * 1024 },
  rate: { perSecond: 20_000, burst: 2000 }
}

/** One hostile client after the other, until `FRAMES` frames are sent. */
const swarm = (port: number) =>
  Effect.suspend(() => {
    let clients = 0
    let bytes = 0
    const next = Effect.gen(function* () {
      const index = clients++
      const socket = yield* openHostile(port)
      yield* misbehave({ socket, name: `hostile-${index}`, random: new Random(seed, index) })
      bytes += socket.sent
    }).pipe(Effect.scoped)
    const oneAfterTheOther = Effect.repeat(next, { until: () => bytes / 200 >= FRAMES })
    return Effect.replicateEffect(oneAfterTheOther, AT_A_TIME, { concurrency: "unbounded", discard: true })
  })

/** Calm members converse until the swarm is gone; then every message is checked. */
const conversed = (port: number) =>
  Effect.gen(function* () {
    const conversation = yield* converse(port, { channels: 1, speakers: 2 })
    yield* Effect.raceFirst(swarm(port), Effect.forever(conversation.round))
    yield* conversation.settle
    assert.deepEqual(conversation.check(), [new Map()])
  }).pipe(Effect.scoped, Effect.orDie)

describe(`a server among ${FRAMES} frames of anything (FUZZ_SEED=${seed})`, () => {
  it.scopedLive(
    "loses no message of calm members, keeps nothing of anybody who has gone, and continues to serve",
    () =>
      Effect.gen(function* () {
        const { port } = yield* startLive(limits)
        yield* Effect.scoped(connectCalm(port, "host", `/create ${ARENA}`))
        yield* conversed(port)
        yield* becomes(openSockets, 0)
        yield* becomes(living, { sessions: 0, connections: 0, users: 0, memberships: 0 })
        const newcomer = yield* connectCalm(port, "newcomer", `/join ${ARENA}`, "hello")
        assert.deepEqual(newcomer.heard, [])
      }),
    // A frame takes some 2 ms on a busy machine, with all that is checked: only a hang takes ten times as long.
    600_000 + 20 * FRAMES
  )
})
