/** Ten thousand hostile clients, ended in every possible way: nothing of them stays, neither memory nor handle. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { frame } from "../support/frames.ts"
import { heapUsed } from "../support/Heap.ts"
import { connectCalm } from "./support/CalmMember.ts"
import { holdings, living, openSockets } from "./support/Census.ts"
import { type HostileSocket, openHostile } from "./support/HostileSocket.ts"
import { startLive } from "./support/LiveServer.ts"
import { Random, seed } from "./support/Random.ts"
import { becomes, turn } from "./support/Turn.ts"

const AT_A_TIME = 40
/** Fewer connections than clients at a time, so that some are refused; the host creates all channels that one network may. */
const limits = { connections: 30, channels: 200, unsent: { soft: 4096, hard: 32_768, total: 1024 * 1024 } }

const frames = (...texts: ReadonlyArray<string>) => Buffer.concat(texts.map(frame))

/** How far clients get before they end. */
const beginnings: readonly [Uint8Array, ...ReadonlyArray<Uint8Array>] = [
  new Uint8Array(0),
  Buffer.from([0x16, 0x03, 0x01, 0x00, 0xa5]),
  Buffer.from("half a name"),
  frames(""),
  frames("guest"),
  frames("guest", "/join hall"),
  frames("guest", "/join hall", "hello", "hello"),
  Buffer.concat([frames("guest", "/join hall", "hello"), Buffer.from("half a message")]),
  frames("guest", "/join hall", "/join hall", "/create own"),
  frames("guest", "/join hall", "/list", "/list", "/list", "/list", "/list")
]

const end = (socket: HostileSocket, random: Random): Effect.Effect<void> =>
  random.pick([socket.finish, socket.finishDeaf, socket.leave, socket.reset])

const comeAndGo = (port: number, index: number) =>
  Effect.gen(function* () {
    const random = new Random(seed, index)
    const socket = yield* openHostile(port)
    if (random.chance(0.5)) socket.read()
    socket.write(random.pick(beginnings))
    // Some are gone before the server has read anything, others in the middle of it.
    for (let turns = random.below(4); turns > 0; turns--) yield* turn
    yield* end(socket, random)
  }).pipe(Effect.scoped)

describe(`ten thousand hostile clients (FUZZ_SEED=${seed})`, () => {
  it.scopedLive(
    "leave nothing behind",
    () =>
      Effect.gen(function* () {
        const { port } = yield* startLive(limits)
        const host = yield* connectCalm(
          port,
          "host",
          "/create hall",
          ...Array.from(Array(149).keys(), (n) => `/create ${n}`)
        )
        host.send("/join hall")
        yield* host.barrier
        const comeAndGoAll = (from: number, to: number) =>
          Effect.gen(function* () {
            const all = Array.from({ length: to - from }, (_, index) => comeAndGo(port, from + index))
            yield* Effect.all(all, { concurrency: AT_A_TIME, discard: true })
            // The host's two ends.
            yield* becomes(openSockets, 2)
            yield* host.barrier
          })
        /** Everybody who joined has left: the host has heard as many leave as join, and nothing that it should not. */
        const hear = () => {
          const heard = host.heard.splice(0)
          const count = (text: string) => heard.filter((line) => line === text).length
          assert.ok(count("guest has joined") > 50)
          assert.equal(count("guest has left"), count("guest has joined"))
          assert.equal(heard.length, 2 * count("guest has joined") + count("[guest] hello"))
        }

        yield* comeAndGoAll(0, 500)
        hear()
        const held = holdings()
        const heap = heapUsed()
        yield* comeAndGoAll(500, 10_500)
        hear()
        yield* becomes(living, { sessions: 1, connections: 1, users: 1, memberships: 1 })
        const more = () => Object.entries(holdings()).filter(([what, count]) => count > held[what as keyof typeof held])
        yield* becomes(more, [])
        const growth = heapUsed() - heap
        // 500 bytes for each client; a session holds 7 kB.
        assert.ok(growth < 5 * 1024 * 1024, `${growth} bytes more on the heap`)
      }),
    // It takes a minute or two on a busy machine; only a hang takes this long.
    1_800_000
  )
})
