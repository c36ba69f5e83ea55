import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import * as Stream from "effect/Stream"
import * as Frame from "../../../src/Dialect/Frames/Frame.ts"

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"))
const latin1 = (text: Uint8Array) => Buffer.from(text).toString("latin1")

/** Splits bytes at the given fractions of their length. */
const split = (all: Uint8Array, cuts: ReadonlyArray<number>): ReadonlyArray<Uint8Array> => {
  const places = [0, ...cuts.map((cut) => Math.floor(cut * all.length)).sort((a, b) => a - b), all.length]
  return places.slice(1).map((end, index) => all.subarray(places[index], end))
}

const feedAll = (chunks: ReadonlyArray<Uint8Array>) => {
  const texts: Array<string> = []
  let pending = Frame.empty
  for (const chunk of chunks) {
    const [rest, found] = Frame.feed(pending, chunk)
    texts.push(...found.map(latin1))
    pending = rest
  }
  return { texts, pending }
}

/** What a frame means, said in the simplest way. */
const meaning = (all: Uint8Array) =>
  Array.from({ length: Math.floor(all.length / 200) }, (_, index) =>
    latin1(all.subarray(200 * index, 200 * index + 200)).replace(/[ \r\n]+$/, "")
  )

const wire = fc
  .uint8Array({ minLength: 0, maxLength: 1500 })
  .map((all) => all.map((byte) => (byte % 3 === 0 ? 32 : byte)))
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 })

describe("feed", () => {
  it("finds the same frames however the bytes are split", () => {
    fc.assert(
      fc.property(wire, cuts, (all, cuts) => {
        const { pending, texts } = feedAll(split(all, cuts))
        assert.deepEqual(texts, meaning(all))
        assert.equal(latin1(pending), latin1(all.subarray(all.length - (all.length % 200))))
      })
    )
  })

  it("keeps less than a frame, in memory of its own", () => {
    const chunk = new Uint8Array(65536)
    const [pending] = Frame.feed(Frame.empty, chunk)
    assert.equal(pending.length, 65536 % 200)
    assert.equal(pending.buffer.byteLength, 65536 % 200)
  })

  it("strips blanks, CR and LF from the end only", () => {
    const [, texts] = Frame.feed(Frame.empty, bytes(" \n\t x \t\r\n \r\n".padEnd(200)))
    assert.deepEqual(texts.map(latin1), [" \n\t x \t"])
  })
})

describe("encode", () => {
  it("pads a text by bytes to 200", () => {
    const frames = Frame.encode(bytes("h\xe9llo"))
    assert.equal(latin1(frames), "h\xe9llo".padEnd(200))
  })

  it("makes whole frames that decode to all of the text", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 900, min: 33 }), (text) => {
        const frames = Frame.encode(text)
        assert.equal(frames.length % 200, 0)
        assert.equal(feedAll([frames]).texts.join(""), latin1(text))
      })
    )
  })

  it("writes a frame in the middle of other bytes and nothing beside it", () => {
    const target = new Uint8Array(600).fill(7)
    Frame.write(target, 200, bytes("[a] "), bytes("text"))
    assert.equal(latin1(target.subarray(200, 400)), "[a] text".padEnd(200))
    assert.ok([...target.subarray(0, 200), ...target.subarray(400)].every((byte) => byte === 7))
  })
})

describe("decode", () => {
  it.effect("decodes a stream and drops half a frame at its end", () =>
    Effect.gen(function* () {
      const all = bytes(`${"one".padEnd(200)}${"two".padEnd(200)}half`)
      const texts = yield* Stream.runCollect(Frame.decode(Stream.fromIterable(split(all, [0.1, 0.4, 0.9]))))
      assert.deepEqual(Chunk.toReadonlyArray(texts).map(latin1), ["one", "two"])
    })
  )
})
