import assert from "node:assert/strict"
import { PassThrough, Readable } from "node:stream"
import { describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { bytesOf } from "../src/Stdio.ts"

const text = (chunks: Iterable<Uint8Array>) => Buffer.concat([...chunks]).toString("latin1")

const collect = (input: Stream.Stream<Uint8Array>) => Effect.map(Stream.runCollect(input), text)

describe("an input", () => {
  it.live("has all bytes, to the end", () =>
    Effect.gen(function* () {
      const chunks = Array.from({ length: 1000 }, (_, index) => Buffer.from(`${index},`))
      assert.equal(yield* collect(bytesOf(() => Readable.from(chunks, { objectMode: false }))), text(chunks))
    })
  )

  it.live("is not opened before it is read", () =>
    Effect.gen(function* () {
      let opened = 0
      const input = bytesOf(() => {
        opened++
        return Readable.from([Buffer.from("x")])
      })
      assert.equal(opened, 0)
      yield* collect(input)
      assert.equal(opened, 1)
    })
  )

  it.live("ends at an error, and an error after its end does no harm", () =>
    Effect.gen(function* () {
      const source = new PassThrough()
      const input = yield* Effect.fork(collect(bytesOf(() => source)))
      source.write("half")
      const seen = yield* Deferred.make<void>()
      source.once("data", () => Deferred.unsafeDone(seen, Effect.void))
      yield* Deferred.await(seen)
      source.destroy(new Error("EIO"))
      assert.equal(yield* Fiber.join(input), "half")
      source.emit("error", new Error("EIO"))
    })
  )

  it.live("can be interrupted while it waits, and the next reader misses nothing", () =>
    Effect.gen(function* () {
      const source = new PassThrough()
      const opened = yield* Deferred.make<void>()
      const open = () => {
        Deferred.unsafeDone(opened, Effect.void)
        return source
      }
      const waiting = yield* Effect.fork(collect(bytesOf(open)))
      yield* Deferred.await(opened)
      yield* Fiber.interrupt(waiting)
      source.end("late")
      assert.equal(yield* collect(bytesOf(open)), "late")
    })
  )

  it.live("reads no further than Node buffers while nobody asks", () =>
    Effect.gen(function* () {
      let made = 0
      const source = new Readable({
        highWaterMark: 1000,
        read() {
          made++
          this.push(Buffer.alloc(100))
        }
      })
      const size = yield* Stream.runFold(
        Stream.take(
          bytesOf(() => source),
          3
        ),
        0,
        (sum, chunk) => sum + chunk.length
      )
      yield* Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))
      assert.ok(100 * made <= size + 2000, `${made} chunks were made, and ${size} bytes asked for`)
    })
  )
})
