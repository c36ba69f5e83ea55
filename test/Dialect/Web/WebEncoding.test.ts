import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import type { Author, Batch } from "../../../src/Dialect/Encoding.ts"
import { webEncoding } from "../../../src/Dialect/Web/WebEncoding.ts"
import type { AuthorId } from "../../../src/Domain/ChannelEvent.ts"
import type { ChannelName } from "../../../src/Domain/ChannelName.ts"
import type { ClientName } from "../../../src/Domain/ClientName.ts"
import { parse } from "../../support/WebPeer.ts"

class TestBatch implements Batch {
  readonly channel = "lab" as ChannelName
  reserved = 0
  open = -1
  length = 0
  private readonly bytes = Buffer.alloc(1_000_000)

  reserve(size: number): Buffer {
    this.reserved = this.length
    this.length += size
    return this.bytes
  }

  get messages() {
    const { messages, rest } = parse(this.bytes.subarray(0, this.length))
    assert.equal(rest.length, 0)
    return messages
  }

  /** The numbers of the events in each frame. */
  get numbers() {
    return this.messages.map((message) =>
      "type" in message && message.type === "events" ? message.events.map(({ n }) => n) : []
    )
  }
}

const id = "3hs-QC73Ii7M" as AuthorId
const ann: Author = { name: "Ann" as ClientName, id, encoding: webEncoding, prefixes: [] }

const say = (batch: Batch, n: number, text: string) => webEncoding.said(batch, n, 0, ann, Buffer.from(text), undefined)

describe("the web's encoding", () => {
  it("puts what happens together into one frame", () => {
    const batch = new TestBatch()
    say(batch, 1, "grüße")
    webEncoding.joined(batch, 2, 0, ann)
    webEncoding.left(batch, 3, 0, ann)
    assert.deepEqual(batch.numbers, [[1, 2, 3]])
    const [message] = batch.messages
    assert.ok(message !== undefined && "type" in message && message.type === "events")
    assert.deepEqual(message.events[0], { n: 1, at: 0, type: "message", by: id, from: "Ann", text: "grüße" })
  })

  it("begins another one where somebody's bytes begin", () => {
    const batch = new TestBatch()
    say(batch, 1, "x".repeat(200))
    batch.open = -1
    say(batch, 2, "y")
    say(batch, 3, "z")
    assert.deepEqual(batch.numbers, [[1], [2, 3]])
  })

  it("begins another one before a frame's size would take a longer header", () => {
    const batch = new TestBatch()
    for (let n = 1; n <= 400; n++) say(batch, n, "x".repeat(n))
    assert.ok(batch.messages.length > 1)
    assert.deepEqual(
      batch.numbers.flat(),
      Array.from({ length: 400 }, (_, index) => index + 1)
    )
    say(batch, 401, "x".repeat(70_000))
    say(batch, 402, "after")
    assert.deepEqual(batch.numbers.slice(-2), [[401], [402]])
  })
})
