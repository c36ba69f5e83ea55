import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as FrameQueue from "../../../src/Check/Peer/FrameQueue.ts"
import { frame, type Received } from "../../../src/Check/Peer/Received.ts"
import { ConnectionError } from "../../../src/Net/ConnectionError.ts"

const ignore = () => {}

const texts = (...all: ReadonlyArray<string>): Uint8Array => Buffer.concat(all.map(frame))

const text = ({ text }: Received): string => text

describe("a frame queue", () => {
  it.scoped("has the frames in their order, and then the end as often as it is asked for", () =>
    Effect.gen(function* () {
      const bytes = texts("one", "two")
      const queue = yield* FrameQueue.make(Stream.make(bytes.subarray(0, 150), bytes.subarray(150)), ignore)
      assert.equal(text(yield* queue.peek), "one")
      assert.equal(text(yield* queue.take), "one")
      assert.equal(text(yield* queue.take), "two")
      for (const wait of [queue.take, queue.peek, queue.take]) {
        assert.equal((yield* Effect.flip(wait)).how, "the end of the connection")
      }
    })
  )

  it.scoped("tells a reset from an end, after the frames that came before it", () =>
    Effect.gen(function* () {
      const reset = Stream.fail(new ConnectionError({ reason: "Reset" }))
      const queue = yield* FrameQueue.make(Stream.concat(Stream.make(texts("one")), reset), ignore)
      assert.equal(text(yield* queue.take), "one")
      assert.equal((yield* Effect.flip(queue.take)).how, "a reset of the connection")
    })
  )

  it.scoped("loses no frame when a wait for it is given up, even in the moment in which it comes", () =>
    Effect.gen(function* () {
      const source = yield* Queue.unbounded<Uint8Array>()
      const queue = yield* FrameQueue.make(Stream.fromQueue(source), ignore)
      const waiting = yield* Effect.fork(Effect.timeoutOption(queue.peek, "1 second"))
      yield* TestClock.adjust("1 second")
      assert.ok(Option.isNone(yield* Fiber.join(waiting)))
      const racing = yield* Effect.fork(Effect.timeoutOption(queue.peek, "1 second"))
      yield* Effect.all([TestClock.adjust("1 second"), source.offer(texts("one", "two"))], { concurrency: 2 })
      yield* Fiber.join(racing)
      assert.deepEqual([text(yield* queue.take), text(yield* queue.take)], ["one", "two"])
    })
  )

  it.scoped("shows what has come of a frame that is not whole", () =>
    Effect.gen(function* () {
      const arrived = yield* Deferred.make<void>()
      const bytes = Buffer.concat([texts("one"), Buffer.from("hal")])
      const queue = yield* FrameQueue.make(Stream.concat(Stream.make(bytes), Stream.never), () =>
        Deferred.unsafeDone(arrived, Effect.void)
      )
      yield* Deferred.await(arrived)
      yield* queue.take
      assert.match(
        Option.getOrElse(yield* queue.partial, () => ""),
        /^"hal", which is 3 bytes/
      )
    })
  )

  it.scoped("does not read on while it is full", () =>
    Effect.gen(function* () {
      const arrivals = yield* Queue.unbounded<string>()
      let read = 0
      const endless = Stream.repeatEffect(Effect.sync(() => texts(String(read++))))
      const queue = yield* FrameQueue.make(endless, (arrival) => {
        if ("text" in arrival) arrivals.unsafeOffer(arrival.text)
      })
      // The last one is read, and waits for room.
      yield* Queue.takeN(arrivals, FrameQueue.MAX_QUEUED + 1)
      yield* Effect.yieldNow()
      assert.equal(read, FrameQueue.MAX_QUEUED + 1)
      assert.equal(yield* queue.size, FrameQueue.MAX_QUEUED)
      assert.equal(yield* queue.skip(10), 10)
      assert.equal(text(yield* queue.take), "10")
      yield* Queue.takeN(arrivals, 11)
      assert.equal(read, FrameQueue.MAX_QUEUED + 12)
      yield* queue.stall
      yield* queue.skip(FrameQueue.MAX_QUEUED)
      yield* Effect.yieldNow()
      assert.equal(read, FrameQueue.MAX_QUEUED + 12)
    })
  )
})
