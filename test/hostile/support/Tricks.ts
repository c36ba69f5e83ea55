/** What hostile clients do to a server: tricks in random order. */
import * as Effect from "effect/Effect"
import { frame } from "../../support/frames.ts"
import type { HostileSocket } from "./HostileSocket.ts"
import type { Random } from "./Random.ts"
import { turn } from "./Turn.ts"

/** The channel where hostile clients meet. */
export const ARENA = "arena"

export interface Trickster {
  readonly socket: HostileSocket
  readonly random: Random
  /** Its own: no two of a run have the same. */
  readonly name: string
}

type Trick = (trickster: Trickster) => Effect.Effect<void>

/** The beginning of a TLS 1.2 or 1.3 handshake (RFC 8446, 4.1.2), and what looks like the rest of it. */
const tlsHello = (random: Random): Buffer =>
  Buffer.concat([Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]), random.bytes(506)])

/** A frame such as honest clients send, or one that goes to the edge of what they may. */
const validFrame = ({ name, random }: Trickster): Buffer =>
  frame(
    random.pick([
      "hello",
      "",
      "   leading spaces",
      `/join ${ARENA}`,
      `/create ${name}-${random.below(1000)}`,
      "/list",
      "/list of all",
      "/join",
      "/create",
      "/",
      "//",
      "/join nowhere at all",
      `/create ${"c".repeat(65)}`,
      "/password guess",
      "x".repeat(200),
      "two halves ".repeat(18),
      "\xc3\xa4".repeat(100),
      "\xe4".repeat(199),
      "\x1b[2J\x07\rforged\nline\x7f",
      "\xe2\x80\xae\xe2\x80\xa8\xc2\x85"
    ])
  )

const mutations: readonly [Mutation, ...ReadonlyArray<Mutation>] = [
  (bytes, random, at) => Buffer.concat([bytes.subarray(0, at), random.bytes(1), bytes.subarray(at + 1)]),
  (bytes, _, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  (bytes, random, at) => Buffer.concat([bytes.subarray(0, at), random.bytes(1 + random.below(9)), bytes.subarray(at)]),
  (bytes, _, at) => Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)]),
  (bytes, _, at) => Buffer.concat([bytes, bytes.subarray(at)]),
  (bytes, _, at) => bytes.subarray(0, at)
]
type Mutation = (bytes: Buffer, random: Random, at: number) => Buffer

const mutate = (bytes: Buffer, random: Random): Buffer => {
  let mutated = bytes
  for (let count = random.below(4); count >= 0 && mutated.length > 0; count--) {
    mutated = random.pick(mutations)(mutated, random, random.below(mutated.length))
  }
  return mutated
}

/** Writes in pieces of any size, some of them in turns of their own. */
const writeSplit = ({ random, socket }: Trickster, bytes: Buffer): Effect.Effect<void> =>
  Effect.gen(function* () {
    let at = 0
    while (at < bytes.length && socket.open) {
      const size = 1 + random.below(random.pick([3, 200, 70_000]))
      socket.write(bytes.subarray(at, at + size))
      at += size
      if (random.chance(0.3)) yield* turn
    }
  })

const frames = (count: number, make: (index: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, index) => make(index)))

const tricks: readonly [Trick, ...ReadonlyArray<Trick>] = [
  (one) => writeSplit(one, one.random.bytes(one.random.below(3000))),
  (one) =>
    writeSplit(
      one,
      frames(1 + one.random.below(40), () => mutate(validFrame(one), one.random))
    ),
  (one) =>
    writeSplit(
      one,
      frames(1 + one.random.below(40), () => validFrame(one))
    ),
  // A flood of one text, in one piece.
  (one) => {
    const text = validFrame(one)
    return Effect.sync(() => one.socket.write(frames(one.random.below(500), () => text)))
  },
  // Huge answers to small questions.
  (one) => Effect.sync(() => one.socket.write(frames(one.random.below(20), () => frame("/list")))),
  // Up to the limits on channels.
  (one) =>
    writeSplit(
      one,
      frames(one.random.below(300), (index) => frame(`/create ${one.name}:${index}`))
    ),
  // Joins again and again, so that many notices are sent.
  (one) =>
    writeSplit(
      one,
      frames(one.random.below(60), () => frame(`/join ${ARENA}`))
    ),
  // One byte after the other.
  (one) =>
    Effect.forEach(
      validFrame(one).subarray(0, one.random.below(201)),
      (byte) =>
        Effect.zipRight(
          Effect.sync(() => one.socket.write(Uint8Array.of(byte))),
          turn
        ),
      { discard: true }
    ),
  (one) => Effect.sync(() => one.socket.write(tlsHello(one.random))),
  (one) => Effect.sync(() => one.socket.stopReading()),
  (one) => Effect.sync(() => one.socket.read()),
  () => turn
]

/** How a hostile client begins: with a name most often, so that it gets to the rest. */
const opening = (one: Trickster): Effect.Effect<void> =>
  Effect.sync(() => {
    const { name, random, socket } = one
    if (random.chance(0.8)) socket.read()
    if (random.chance(0.8)) socket.write(Buffer.concat([frame(name), frame(`/join ${ARENA}`)]))
    else if (random.chance(0.3)) socket.write(tlsHello(random))
    else if (random.chance(0.5)) socket.write(frame(random.pick(["", "n".repeat(65), "\x00\x1b", "/list"])))
  })

/** Ends its own side and reads on, but only for a while: the end comes late after many questions. */
const finish = (socket: HostileSocket): Effect.Effect<void> =>
  Effect.zipRight(Effect.timeoutOption(socket.finish, "1 second"), socket.leave)

const ending = ({ random, socket }: Trickster): Effect.Effect<void> => {
  // Half a frame hangs on the end of some.
  if (random.chance(0.3)) socket.write(random.bytes(random.below(200)))
  return random.pick([finish(socket), finish(socket), socket.finishDeaf, socket.leave, socket.reset])
}

/** The whole life of a hostile client. It ends by itself. */
export const misbehave = (one: Trickster): Effect.Effect<void> =>
  Effect.gen(function* () {
    yield* opening(one)
    for (let count = one.random.below(8); count > 0 && one.socket.open; count--) yield* one.random.pick(tricks)(one)
    yield* ending(one)
  })
