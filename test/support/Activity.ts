/**
 * Knows when effects under test have nothing left to run. They run on a scheduler that counts what it has been given and
 * has not run; where everything is in memory, nothing but the test itself or its clock can wake them after that.
 */
import assert from "node:assert/strict"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"

/** More turns than any test needs for its fibers to come to rest. */
const TURNS = 100_000

export class Activity implements Scheduler.Scheduler {
  private pending = 0
  /** How many fibers wait in `settle`: what they have scheduled themselves is not waited for. */
  private settling = 0

  shouldYield(fiber: Fiber.RuntimeFiber<unknown, unknown>): number | false {
    return Scheduler.defaultScheduler.shouldYield(fiber)
  }

  scheduleTask(task: Scheduler.Task, priority: number, fiber?: Fiber.RuntimeFiber<unknown, unknown>): void {
    this.pending++
    const counted = () => {
      this.pending--
      task()
    }
    Scheduler.defaultScheduler.scheduleTask(counted, priority, fiber)
  }

  /** Starts an effect whose fibers are waited for. */
  fork<A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<Fiber.RuntimeFiber<A, E>, never, R> {
    return Effect.withScheduler(Effect.fork(effect), this)
  }

  /** Ends when all fibers wait or have ended; fails if they do not come to that. */
  readonly settle: Effect.Effect<void> = Effect.acquireUseRelease(
    Effect.sync(() => void this.settling++),
    () =>
      Effect.gen(this, function* () {
        for (let turn = 0; turn < TURNS; turn++) {
          if (this.pending < this.settling) return
          yield* Effect.yieldNow()
        }
        assert.fail("the fibers do not come to rest")
      }),
    () => Effect.sync(() => void this.settling--)
  )
}

/** Takes a step after the other until the condition holds; fails if that takes more than `most`. */
export const until = <E, R>(condition: () => boolean, step: Effect.Effect<void, E, R>, most = 1000) =>
  Effect.gen(function* () {
    for (let taken = 0; !condition(); taken++) {
      assert.ok(taken < most, "it does not come about")
      yield* step
    }
  })
