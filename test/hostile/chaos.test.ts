/**
 * Peers that stop reading, reset, half-close, vanish, say nothing and flood, in the channels of a calm majority, whose
 * conversation is checked message by message. The server is the built program, in a process of its own.
 */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { startServer } from "../process/support/Program.ts"
import { frame } from "../support/frames.ts"
import { type CalmMember, connectCalm, textOf } from "./support/CalmMember.ts"
import { type Conversation, converse } from "./support/Conversation.ts"
import { openHostile } from "./support/HostileSocket.ts"
import { Random, seed } from "./support/Random.ts"

const HOSTILE = 240
const AT_A_TIME = 24

/** Milliseconds: each takes some seconds, ten of them on a busy machine, and only a hang takes this long. */
const HANG = 900_000

/** Small, so that a client that does not read is cut off soon; calm members are never so far behind. */
const bounds = { CHAT_SOFT_UNSENT: "65536", CHAT_HARD_UNSENT: "262144" }

/** However long the test takes, the server cuts off no member because it has read nothing for a while. */
const unhurried = { CHAT_STALL_TIMEOUT: "86400" }

const start = (env: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    const { port, stderr } = yield* startServer("127.0.0.1", { env, flags: ["--log-level", "debug"] })
    const conversation = yield* converse(port, { channels: 5, speakers: 3 })
    const [channel] = conversation.channels
    assert.ok(channel !== undefined)
    /** Waits until the server has seen so many clients go. */
    const seesGo = (count: number) =>
      stderr.until(`the end of ${count} clients`, (text) => text.split(" disconnected: ").length > count)
    return { port, conversation, channel, seesGo }
  })

/** Says two thousand messages, half a megabyte for each member, and waits until the listener has heard them. */
const talk = (talker: CalmMember, listener: CalmMember) =>
  Effect.suspend(() => {
    talker.say(2000)
    return listener.when("the talk", () => listener.heard.includes(`[talker] ${textOf(talker.said - 1)}`))
  })

/** All that the talker has said, as others hear it. */
const talkOf = (talker: CalmMember) => Array.from({ length: talker.said }, (_, index) => `[talker] ${textOf(index)}`)

const heardOfTalk = ({ heard }: CalmMember) => heard.filter((line) => line.startsWith("[talker] "))

/** Runs `hostile` while everybody converses, and then checks all that was heard. Returns the strangers. */
const amid = <E>(conversation: Conversation, hostile: Effect.Effect<unknown, E>) =>
  Effect.gen(function* () {
    yield* Effect.raceFirst(hostile, Effect.forever(conversation.round))
    yield* conversation.settle
    return conversation.check()
  }).pipe(Effect.orDie)

/** One hostile client in one of the channels; most make sure that they are in before they end. */
const intrude = (port: number, { channels }: Conversation, index: number) =>
  Effect.gen(function* () {
    const random = new Random(seed, index)
    const channel = channels[index % channels.length]
    assert.ok(channel !== undefined)
    const socket = yield* openHostile(port)
    if (random.chance(0.5)) socket.read()
    const name = `stranger-${index}`
    if (random.chance(0.9)) socket.write(Buffer.concat([frame(name), frame(`/join ${channel.name}`)]))
    else return yield* random.pick([socket.finish, socket.leave, socket.reset])
    const seen = random.chance(0.8)
    if (seen) yield* channel.listener.hears(`${name} has joined`)
    if (random.chance(0.3)) socket.write(Buffer.concat(Array<Buffer>(200).fill(frame("a flood"))))
    if (random.chance(0.3)) socket.write("half a message")
    yield* random.pick([socket.finish, socket.finishDeaf, socket.leave, socket.reset])
    if (seen) yield* channel.listener.hears(`${name} has left`)
  }).pipe(Effect.scoped)

describe(`a calm majority among hostile peers (FUZZ_SEED=${seed})`, { timeout: HANG }, () => {
  it.scopedLive("hears each message once and in one order, and of each stranger one coming and one going", () =>
    Effect.gen(function* () {
      const { conversation, port, seesGo } = yield* start({ ...bounds, ...unhurried })
      const silent = Effect.forEach(Array(20).keys(), () => openHostile(port), { discard: true })
      const all = Array.from({ length: HOSTILE }, (_, index) => intrude(port, conversation, index))
      yield* silent
      const hostile = Effect.all(all, { concurrency: AT_A_TIME, discard: true })
      const strangers = yield* amid(conversation, Effect.zipRight(hostile, seesGo(HOSTILE)))
      const presences = strangers.flatMap((seen) => [...seen.values()])
      assert.ok(presences.length > HOSTILE / 2, `only ${presences.length} came in`)
      assert.ok(presences.every((presence) => presence === "gone"))
    })
  )

  it.scopedLive("loses a member that does not read, once its limit is reached, and nothing else", () =>
    Effect.gen(function* () {
      const { channel, conversation, port } = yield* start({ ...bounds, ...unhurried })
      const { listener } = channel
      const stuck = yield* openHostile(port)
      stuck.write(Buffer.concat([frame("stuck"), frame(`/join ${channel.name}`)]))
      yield* listener.hears("stuck has joined")
      const talker = yield* connectCalm(port, "talker", `/join ${channel.name}`)
      // The system takes some megabytes for it, and then the limit is reached. The listener keeps up.
      const gone = () => listener.heard.includes("stuck has left")
      const [strangers] = yield* amid(conversation, Effect.repeat(talk(talker, listener), { until: gone, times: 100 }))
      assert.deepEqual(
        [...(strangers ?? [])],
        [
          ["stuck", "gone"],
          ["talker", "in"]
        ]
      )
      assert.deepEqual(heardOfTalk(listener), talkOf(talker))
    })
  )

  it.scopedLive("waits for a member that reads again in time: it has missed nothing", () =>
    Effect.gen(function* () {
      const { channel, conversation, port } = yield* start(unhurried)
      const { listener } = channel
      const slow = yield* connectCalm(port, "slow", `/join ${channel.name}`)
      const talker = yield* connectCalm(port, "talker", `/join ${channel.name}`)
      slow.pause()
      // 6.4 MB, of which the system takes some 4 for it; the server keeps the rest.
      yield* amid(conversation, Effect.repeatN(talk(talker, listener), 15))
      assert.ok(slow.heard.length < talker.said)
      slow.resume()
      yield* slow.barrier
      assert.deepEqual(slow.heard, listener.heard.slice(listener.heard.indexOf("slow has joined") + 1))
      assert.deepEqual(heardOfTalk(slow), talkOf(talker))
    })
  )
})
