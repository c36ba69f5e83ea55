import assert from "node:assert/strict"
import { isUtf8 } from "node:buffer"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import type { Encoding } from "../../src/Dialect/Encoding.ts"
import { frameEncoding } from "../../src/Dialect/Frames/FrameEncoding.ts"
import { ByteString } from "../../src/Domain/ByteString.ts"
import type { AuthorId } from "../../src/Domain/ChannelEvent.ts"
import type { ChannelName } from "../../src/Domain/ChannelName.ts"
import type { ClientName } from "../../src/Domain/ClientName.ts"
import type { Writer } from "../../src/Net/Connection.ts"
import { BatchPool, LARGE_BATCH } from "../../src/Server/BatchPool.ts"
import { Channel } from "../../src/Server/Channel.ts"
import type { FanOut } from "../../src/Server/FanOut.ts"
import { type Membership, User } from "../../src/Server/User.ts"
import { texts } from "../support/frames.ts"
import { line, lineEncoding } from "../support/LineDialect.ts"

/** A writer that holds what it is sent as a socket does: the very bytes it was given while it is congested. */
class TestWriter implements Writer {
  private taken: Array<Uint8Array> = []
  private held: Array<Uint8Array> = []
  congested = false
  /** The arrays that it was given, in order. */
  readonly sends: Array<Uint8Array> = []

  unsafeSend(bytes: Uint8Array): void {
    this.sends.push(bytes)
    if (this.congested) this.held.push(bytes)
    else this.taken.push(Uint8Array.from(bytes))
  }

  get unsent(): number {
    return this.held.reduce((size, bytes) => size + bytes.length, 0)
  }

  get heldMemory(): number {
    return this.held.reduce((size, bytes) => size + bytes.buffer.byteLength, 0)
  }

  relieve(): void {
    this.congested = false
    this.taken.push(...this.held.map((bytes) => Uint8Array.from(bytes)))
    this.held = []
  }

  /** Everything it was sent, in order. */
  get received(): Buffer {
    this.relieve()
    return Buffer.concat(this.taken)
  }
}

/** The time of every event. */
const NOW = 7

/** A channel, and for each encoding a user that is in no channel yet. */
const setup = (...encodings: ReadonlyArray<Encoding>) => {
  const dirty: Array<FanOut> = []
  const channel = new Channel(ByteString("tas") as ChannelName, undefined, {
    now: () => NOW,
    pool: new BatchPool(),
    idOf: ({ name }) => name as string as AuthorId,
    onDirty: (fanOut) => dirty.push(fanOut)
  })
  const writers = encodings.map(() => new TestWriter())
  const users = writers.map((writer, index) => {
    return new User(ByteString(`m${index}`) as ClientName, writer, encodings[index] as Encoding)
  })
  const endTick = () => {
    for (const fanOut of dirty.splice(0)) fanOut.flush()
  }
  return { channel, dirty, endTick, users, writers }
}

/** The same with members who have heard each other enter. */
const setupMembers = (...encodings: ReadonlyArray<Encoding>) => {
  const { users, ...rest } = setup(...encodings)
  const members = users.map((user) => rest.channel.enter(user))
  rest.endTick()
  for (const writer of rest.writers) writer.sends.length = 0
  return { ...rest, members }
}

const frames = (count: number): ReadonlyArray<Encoding> => Array(count).fill(frameEncoding)

const text = (content: string) => Buffer.from(content)

describe("a channel", () => {
  it("sends every silent member of an encoding the same buffer, once a tick", () => {
    const { channel, endTick, members, writers } = setupMembers(...frames(4), lineEncoding, lineEncoding)
    for (const content of ["one", "two", "three"]) channel.say(members[0] as Membership, text(content))
    assert.deepEqual(
      writers.map(({ sends }) => sends.length),
      [0, 0, 0, 0, 0, 0]
    )
    endTick()
    assert.deepEqual(
      writers.map(({ sends }) => sends.length),
      [0, 1, 1, 1, 1, 1]
    )
    const [, second, third, fourth, fifth, sixth] = writers.map(({ sends }) => sends[0])
    assert.ok(second !== undefined && second === third && third === fourth)
    assert.ok(fifth !== undefined && fifth === sixth && fifth !== second)
  })

  it("sends an author the shared buffer too where the encoding echoes", () => {
    const { channel, endTick, members, writers } = setupMembers(lineEncoding, lineEncoding)
    channel.say(members[0] as Membership, text("one"))
    endTick()
    const [author, other] = writers.map(({ sends }) => sends)
    assert.equal(author?.length, 1)
    assert.equal(author?.[0], other?.[0])
  })

  it("relays no frame that is UTF-8 with a control, a line separator or a bidi override in it", () => {
    const unsafe = fc.constantFrom("\u202e", "\u009b", "\u2028", "\u2066", "\u0085").map((text) => Buffer.from(text))
    const part = fc.oneof(
      unsafe,
      fc.constantFrom(Buffer.from("é"), Buffer.from("ab c"), Buffer.from([0xe9]), Buffer.from([0xff]))
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 90 }), (parts) => {
        const { channel, endTick, members, writers } = setupMembers(...frames(2))
        channel.say(members[0] as Membership, Buffer.concat(parts).subarray(0, 200))
        endTick()
        for (const frame of texts(writers[1]?.received ?? Buffer.alloc(0))) {
          const bytes = Buffer.from(frame, "latin1")
          if (isUtf8(bytes))
            assert.doesNotMatch(bytes.toString(), /[\u0080-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/)
        }
      })
    )
  })

  it("wants one flush for each encoding and tick", () => {
    const { channel, dirty, endTick, members } = setupMembers(...frames(2), lineEncoding)
    channel.say(members[0] as Membership, text("a"))
    channel.say(members[1] as Membership, text("b"))
    assert.equal(dirty.length, 2)
    endTick()
    channel.say(members[0] as Membership, text("c"))
    assert.equal(dirty.length, 2)
  })

  it("sends a full batch before the tick ends, and a text of any length whole", () => {
    const { channel, endTick, members, writers } = setupMembers(...frames(2), lineEncoding)
    const [author, , reader] = writers as [TestWriter, TestWriter, TestWriter]
    const count = LARGE_BATCH / 200 + 5
    for (let index = 0; index < count; index++) channel.say(members[0] as Membership, text(`${index}`))
    assert.ok((writers[1] as TestWriter).sends.length > 0)
    channel.say(members[1] as Membership, text("x".repeat(3 * LARGE_BATCH)))
    endTick()
    const relayed = texts((writers[1] as TestWriter).received).filter((frame) => frame.startsWith("[m0]"))
    assert.deepEqual(
      relayed,
      Array.from({ length: count }, (_, index) => `[m0] ${index}`)
    )
    assert.match(reader.received.toString(), new RegExp(`<m1> x{${3 * LARGE_BATCH}}\n$`))
    const whole = texts(author.received).filter((frame) => frame.startsWith("[m1]"))
    assert.equal(whole.map((frame) => frame.slice("[m1] ".length)).join(""), "x".repeat(3 * LARGE_BATCH))
  })

  it("lets a slow member hold what it is owed and one batch at most", () => {
    const { channel, endTick, members, writers } = setupMembers(...frames(2))
    const slow = writers[1] as TestWriter
    slow.congested = true
    for (let count = 0; count < 1000; count++) {
      channel.say(members[0] as Membership, text(`${count}`))
      endTick()
    }
    assert.ok(slow.heldMemory <= slow.unsent + LARGE_BATCH, `${slow.heldMemory} bytes held for ${slow.unsent}`)
    assert.deepEqual(texts(slow.received).slice(-2), ["[m0] 998", "[m0] 999"])
  })

  /**
   * Any sequence of what can happen, against the rule said in the simplest way: a list of what each member is owed, to
   * which every event appends at once. The first three members read frames, the others lines.
   */
  it("numbers its events without a gap, and delivers to each member exactly what it is owed, in order, whenever ticks end and sockets jam", () => {
    const action = fc.record({
      kind: fc.constantFrom("enter", "leave", "say", "say", "say", "reply", "flush", "jam", "relieve"),
      who: fc.integer({ min: 0, max: 4 }),
      size: fc.constantFrom(0, 1, 30, 190, 200)
    })
    const encodings = [...frames(3), lineEncoding, lineEncoding]
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
        const { channel, endTick, users, writers } = setup(...encodings)
        const owed: Array<Array<string>> = users.map(() => [])
        const inside = new Map<number, Membership>()
        let n = 0
        const readsFrames = (index: number) => encodings[index] === frameEncoding
        const tell = (notice: string, what: string) => {
          n++
          for (const index of inside.keys()) owed[index]?.push(readsFrames(index) ? notice : line(n, NOW, "tas", what))
        }
        const frame = (content: string) => content.padEnd(200)
        actions.forEach(({ kind, size, who }, step) => {
          const user = users[who] as User
          const membership = inside.get(who)
          const writer = writers[who] as TestWriter
          switch (kind) {
            case "enter":
              if (membership !== undefined) return
              tell(frame(`m${who} has joined`), `m${who} joins`)
              inside.set(who, channel.enter(user))
              return
            case "leave":
              if (membership === undefined) return
              channel.leave(membership, true)
              inside.delete(who)
              tell(frame(`m${who} has left`), `m${who} leaves`)
              return
            case "say": {
              if (membership === undefined) return
              const content = `${step}:`.padEnd(size, "x").slice(0, 200)
              channel.say(membership, text(content))
              n++
              for (const other of inside.keys()) {
                if (!readsFrames(other)) owed[other]?.push(line(n, NOW, "tas", `<m${who}> ${content}`))
                else if (other !== who) {
                  owed[other]?.push(frame(`[m${who}] ${content.slice(0, 195)}`))
                  if (content.length > 195) owed[other]?.push(frame(`[m${who}] ${content.slice(195)}`))
                }
              }
              return
            }
            case "reply":
              user.reply(Buffer.from(frame(`reply ${step}`)))
              owed[who]?.push(frame(`reply ${step}`))
              return
            case "flush":
              return endTick()
            case "jam":
              writer.congested = true
              return
            case "relieve":
              return writer.relieve()
          }
        })
        endTick()
        assert.deepEqual(
          writers.map(({ received }) => received.toString()),
          owed.map((parts) => parts.join(""))
        )
      }),
      { numRuns: 300 }
    )
  })
})
