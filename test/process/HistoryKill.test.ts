/**
 * A server that is killed under load, at any moment, again and again: what it has kept afterwards. `HISTORY_KILLS` sets how
 * often, `HISTORY_SEED` repeats a run's moments.
 */
import assert from "node:assert/strict"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { assertContiguous, dataFolder, kept, startKeeping, stop } from "./support/Kept.ts"
import { connectTo } from "./support/RawSocket.ts"

const KILLS = Number(process.env["HISTORY_KILLS"] ?? 12)
const SEED = process.env["HISTORY_SEED"] ?? `${Date.now()}`

/** The longest that a server lives, in messages that its reader has got. */
const LIFE = 400

/** Milliseconds that a kill may take from the history, on a machine with room. */
const PROMISE = 50

/** One life: a sender that keeps some messages under way, a reader that counts; killed when so many have been read. */
const live = (folder: string, life: number, count: number) =>
  Effect.gen(function* () {
    const server = yield* startKeeping(folder)
    const reader = yield* connectTo(server.port)
    yield* reader.sendFrames("Reader", "/create lab", "/join lab")
    const sender = yield* connectTo(server.port)
    yield* sender.sendFrames(`Sender${life}`, "/join lab")
    yield* reader.received.contains(`Sender${life} has joined`)
    /** When the reader was seen to have got a message, in milliseconds. */
    const readAt: Array<number> = []
    const sent = (text: string) => text.split(`[Sender${life}] `).length - 1
    for (let at = 0; at < count + 32; at++) {
      yield* sender.sendFrames(`life ${life} message ${at}`)
      if (at >= 32) yield* reader.received.until(`message ${at - 32}`, (text) => sent(text) >= at - 32)
      while (readAt.length < sent(reader.received.text)) readAt.push(performance.now())
    }
    const killedAt = performance.now()
    yield* server.signal("SIGKILL")
    yield* server.exit
    const read = reader.received.text.matchAll(/\[Sender\d+\] (life \d+ message \d+)/g)
    return { delivered: Array.from(read, ([, text = ""]) => text), killedAt, readAt }
  }).pipe(Effect.scoped)

it.scopedLive(
  `after ${KILLS} kills nothing is doubled or out of order, a hole is recorded, and only what came last is missing`,
  () =>
    Effect.gen(function* () {
      const folder = yield* dataFolder
      const lives: Array<Effect.Effect.Success<ReturnType<typeof live>>> = []
      for (let life = 0; life < KILLS; life++)
        lives.push(yield* live(folder, life, yield* Random.nextIntBetween(0, LIFE)))
      yield* Effect.scoped(Effect.flatMap(startKeeping(folder), stop))
      const lines = (yield* kept(folder, "lab")).filter(({ type }) => type !== "channel")
      assertContiguous(lines)
      const texts = lines.flatMap(({ text, type }) => (type === "message" ? [text] : []))
      assert.equal(new Set(texts).size, texts.length)
      let missing = 0
      let oldest = 0
      let late = 0
      for (const [life, { delivered, killedAt, readAt }] of lives.entries()) {
        const found = texts.filter((text) => text.startsWith(`life ${life} `))
        // What was kept is what came first, without a hole: it may be more than the reader had got, or less.
        assert.deepEqual(
          found,
          Array.from(found, (_, at) => `life ${life} message ${at}`)
        )
        missing += Math.max(0, delivered.length - found.length)
        const age = killedAt - (readAt[found.length] ?? killedAt)
        oldest = Math.max(oldest, age)
        if (age > PROMISE) late++
      }
      // A gap between two lives, and none in the middle of one.
      let [life, hasGap] = [-1, true]
      for (const { text, type } of lines) {
        if (type === "gap") hasGap = true
        const said = /^life (\d+)/.exec(type === "message" ? text : "")?.[1]
        if (said === undefined) continue
        assert.equal(hasGap, Number(said) !== life, text)
        life = Number(said)
        hasGap = false
      }
      const all = lives.reduce((sum, { delivered }) => sum + delivered.length, 0)
      // How old it may be is no assertion: a machine that is busy holds the server up, and not the clock.
      const age = `the oldest had been read ${oldest.toFixed()} ms before its kill, and in ${late} lives one more than ${PROMISE} ms`
      console.log(`${KILLS} kills, seed ${SEED}: ${missing} of ${all} messages delivered are not kept; ${age}`)
    }).pipe(Effect.withRandom(Random.make(SEED))),
  3_600_000
)
