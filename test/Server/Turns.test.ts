/** How a turn of the event loop is shared: bounds, order, nobody starves. */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import { FairTurns, Price, QUANTUM, TURN, WINDOW, type Worker } from "../../src/Server/Turns.ts"
import { frame } from "../support/frames.ts"
import { limited, open, pass, received } from "../support/limited.ts"

const REQUEST = Price.frame + Price.request

/** Turns that this test ends, and flows that work as soon as they may. */
class Stepped {
  private callbacks: Array<() => void> = []
  readonly turns = new FairTurns({ atEnd: (callback) => void this.callbacks.push(callback) })
  now = 0
  /** What was done since the last turn ended: which flow, and its how many-th request. */
  done: Array<readonly [flow: number, request: number]> = []

  /** A flow with so many requests, which begins at once. */
  start(id: number, requests: number): void {
    const flow: Worker = { credit: 0, recent: 0, windowAt: 0 }
    let next = 0
    const work = (): void => {
      while (next < requests) {
        if (!this.turns.mayWork(flow, this.now)) {
          Effect.runCallback(this.turns.wait(flow), { onExit: work })
          return
        }
        this.turns.spend(flow, REQUEST, this.now)
        this.done.push([id, next++])
      }
    }
    work()
  }

  /** Ends the turn, and lets those work who are told to go on. */
  endTurn(): Effect.Effect<Array<readonly [number, number]>> {
    return Effect.gen(this, function* () {
      const due = this.callbacks
      this.callbacks = []
      const { done } = this
      this.done = []
      for (const callback of due) callback()
      for (let rest = 0; rest < 20; rest++) yield* Effect.yieldNow()
      return done
    })
  }
}

const work = (done: ReadonlyArray<unknown>): number => done.length * REQUEST

describe("a turn", () => {
  it.effect("is bounded, keeps each flow's order and starves nobody, whatever is asked of it", () =>
    Effect.promise(() =>
      FastCheck.assert(
        FastCheck.asyncProperty(
          FastCheck.array(FastCheck.integer({ min: 0, max: 200 }), { maxLength: 40 }),
          (requests) =>
            Effect.runPromise(
              Effect.gen(function* () {
                const stepped = new Stepped()
                requests.forEach((count, id) => {
                  stepped.start(id, count)
                })
                const total = requests.reduce((sum, count) => sum + count, 0)
                const all: Array<readonly [number, number]> = []
                // Each turn grants whole quanta: the last grant of a flow may be larger than what it needs.
                const most = requests.length + Math.ceil((total * REQUEST + requests.length * QUANTUM) / TURN) + 1
                for (let turn = 0; turn < most && all.length < total; turn++) {
                  const done = yield* stepped.endTurn()
                  assert.ok(work(done) <= 2 * TURN + QUANTUM, `${work(done)} in turn ${turn}`)
                  all.push(...done)
                }
                assert.equal(all.length, total)
                for (const [id, count] of requests.entries()) {
                  const own = all.filter(([flow]) => flow === id).map(([, request]) => request)
                  assert.deepEqual(
                    own,
                    Array.from({ length: count }, (_, index) => index)
                  )
                }
              })
            )
        ),
        { numRuns: 50 }
      )
    )
  )

  it.effect("serves who asks for little at once, however many ask for much", () =>
    Effect.gen(function* () {
      const stepped = new Stepped()
      for (let id = 1; id <= 1000; id++) stepped.start(id, 320)
      // All were quiet at first, so it takes until each has had its first quantum.
      for (let turn = 0; turn < 200; turn++) yield* stepped.endTurn()
      stepped.start(0, 1)
      const ofQuiet = stepped.done.filter(([flow]) => flow === 0)
      const later = yield* stepped.endTurn()
      assert.equal(ofQuiet.length + later.filter(([flow]) => flow === 0).length > 0, true)
    })
  )

  it.effect("lets one flow go on by itself where nobody waits, up to the turn's budget", () =>
    Effect.gen(function* () {
      const stepped = new Stepped()
      stepped.start(0, 1000)
      const first = work(stepped.done)
      assert.ok(first >= TURN && first < TURN + QUANTUM, `${first}`)
    })
  )

  it.effect("forgets what was asked for long ago", () =>
    Effect.gen(function* () {
      const turns = new FairTurns({ atEnd: () => {} })
      const flow: Worker = { credit: 0, recent: 0, windowAt: 0 }
      const other: Worker = { credit: 0, recent: QUANTUM, windowAt: 0 }
      turns.spend(flow, QUANTUM, 0)
      yield* Effect.fork(turns.wait(other))
      yield* Effect.yieldNow()
      assert.equal(turns.mayWork(flow, WINDOW - 1), false)
      assert.equal(turns.mayWork(flow, WINDOW), true)
    })
  )
})

describe("a flood", () => {
  const flooders = 30
  const frames = 1000
  const nonsense = Buffer.concat(Array.from({ length: frames }, () => frame("/nonsense")))

  limited(
    "of many delays a calm pair by a turn and loses nothing",
    {},
    Effect.gen(function* () {
      const alice = yield* open("Alice", "/create calm")
      const panda = yield* open("Panda", "/join calm")
      const peers = yield* Effect.forEach(Array.from({ length: flooders }), (_, index) => open(`Flood${index}`))
      yield* pass("1 minute")
      received(alice)
      for (const peer of peers) peer.arrive(nonsense)
      yield* pass("0 seconds")
      panda.arrive("hello")
      yield* pass("0 seconds")
      assert.deepEqual(received(alice), ["[Panda] hello"])
      const answered = peers.reduce((sum, peer) => sum + received(peer).length, 0)
      assert.ok(answered < flooders * frames, "the flood is still being answered")
      let rest = flooders * frames - answered
      while (rest > 0) {
        yield* pass("0 seconds")
        const more = peers.reduce((sum, peer) => sum + received(peer).length, 0)
        assert.ok(more > 0, "the flood goes on")
        rest -= more
      }
      assert.equal(rest, 0)
    })
  )
})
