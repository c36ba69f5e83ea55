/**
 * A session that is interrupted wherever it could be. Its fiber yields every few steps, and each run interrupts it one
 * yield later, until it gets through to the end.
 */
import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { RuntimeFiber } from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as TestClock from "effect/TestClock"
import { Limits } from "../../src/Server/Limits.ts"
import { Activity } from "../support/Activity.ts"
import { JOIN_REQUIRES_ARGUMENT, texts } from "../support/frames.ts"
import * as Memory from "../support/Memory.ts"
import type { MemoryPeer } from "../support/MemoryPeer.ts"

type Fiber = RuntimeFiber<unknown, unknown>

/**
 * How many operations of Effect the session gets on by before it yields, in different runs, so that it yields in different
 * places. A yield takes some operations itself: with fewer than these it would not get on.
 */
const OPERATIONS = [10, 11, 12, 13, 14]

/** Work, not waiting: seconds on a quiet machine. Only a hang takes so long. */
const HANG = 600_000

/** Interrupts the first fiber that comes after `watch`, when it has yielded so many times. */
class Interrupter extends Activity {
  private isWatching = false
  private readonly known = new Set<Fiber>()
  private victim: Fiber | undefined
  private yields = 0

  constructor(
    private readonly at: number,
    private readonly operations: number
  ) {
    super()
  }

  watch(): void {
    this.isWatching = true
  }

  /** Whether the session got past the step at which it was to be interrupted. */
  get hasInterrupted(): boolean {
    return this.yields > this.at
  }

  override shouldYield(fiber: Fiber): number | false {
    if (fiber !== this.victim || this.hasInterrupted) return super.shouldYield(fiber)
    return fiber.currentOpCount > this.operations ? 0 : false
  }

  override scheduleTask(task: () => void, priority: number, fiber?: Fiber): void {
    if (fiber !== undefined && !this.known.has(fiber)) {
      this.known.add(fiber)
      if (this.isWatching) this.victim ??= fiber
    }
    if (fiber !== undefined && fiber === this.victim && this.yields++ === this.at) {
      fiber.unsafeInterruptAsFork(FiberId.none)
    }
    super.scheduleTask(task, priority, fiber)
  }
}

const received = (peer: MemoryPeer) => texts(peer.takeReceived())

/** One run; returns whether the session was interrupted. */
const run = (at: number, operations: number) => {
  const interrupter = new Interrupter(at, operations)
  return Effect.gen(function* () {
    const memory = yield* Memory.Memory
    const witness = yield* memory.open()
    for (const text of ["Witness", "/create tas", "/create other"]) witness.arrive(text)
    witness.arrive("/join tas")
    yield* memory.endTick
    interrupter.watch()
    const victim = yield* memory.open()
    for (const text of ["Victim", "/join tas", "hello", "/list", "/nonsense"]) {
      victim.arrive(text)
      yield* memory.endTick
    }
    victim.stalled = true
    for (const text of ["/join", "/list", "bye"]) victim.arrive(text)
    yield* memory.endTick
    victim.resume()
    victim.end()
    yield* memory.endTick
    // A closed connection waits for its peer for 3 seconds at the most.
    yield* TestClock.adjust("3 seconds")
    yield* memory.endTick

    const heard = received(witness)
    const [joined, left] = ["Victim has joined", "Victim has left"].map((notice) =>
      heard.filter((text) => text === notice)
    )
    assert.equal(left?.length, joined?.length, `interrupted at ${at}: ${heard.join(", ")}`)
    assert.ok(joined !== undefined && joined.length <= 1)
    assert.ok(joined.length === 0 || heard.at(-1) === "Victim has left")
    assert.equal(victim.closed, true, `interrupted at ${at}, the connection stays open`)
    // There is room for two connections, so there is again room for this one.
    const next = yield* memory.open()
    for (const text of ["Next", "/join"]) next.arrive(text)
    yield* memory.settle
    assert.deepEqual(received(next), [JOIN_REQUIRES_ARGUMENT], `interrupted at ${at}, it is still counted`)
    return interrupter.hasInterrupted
  }).pipe(
    Effect.provide(Memory.layerOn(interrupter)),
    Effect.provideService(Limits, { ...Limits.defaultValue(), connections: 2 })
  )
}

describe("a session that is interrupted at any of its steps", () => {
  it.effect(
    "leaves once, closes its connection, and is no longer counted",
    () =>
      Effect.gen(function* () {
        let runs = 0
        for (const operations of OPERATIONS) {
          let at = 0
          while (yield* run(at, operations)) at++
          assert.ok(at > 10, `the session yielded only ${at} times`)
          runs += at
        }
        assert.ok(runs > 80, `it was interrupted only ${runs} times`)
      }),
    HANG
  )
})
