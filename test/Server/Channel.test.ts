import assert from "node:assert/strict"
import { isUtf8 } from "node:buffer"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import { ByteString } from "../../src/Domain/ByteString.ts"
import type { ChannelName } from "../../src/Domain/ChannelName.ts"
import type { ClientName } from "../../src/Domain/ClientName.ts"
import type { Writer } from "../../src/Net/Connection.ts"
import { BatchPool, LARGE_BATCH } from "../../src/Server/BatchPool.ts"
import { Channel } from "../../src/Server/Channel.ts"
import { Member } from "../../src/Server/Member.ts"
import { texts } from "../support/frames.ts"

/** An outlet that holds what it is sent as a socket does: the very bytes it was given while it is congested. */
class TestOutlet implements Writer {
  private taken: Array<Uint8Array> = []
  private held: Array<Uint8Array> = []
  congested = false
  sends = 0

  unsafeSend(bytes: Uint8Array): void {
    this.sends++
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
  get received(): ReadonlyArray<string> {
    this.relieve()
    return texts(Buffer.concat(this.taken))
  }
}

const setup = (size: number) => {
  const dirty: Array<Channel> = []
  const channel = new Channel(ByteString("tas") as ChannelName, new BatchPool(), (channel) => dirty.push(channel))
  const outlets = Array.from({ length: size }, () => new TestOutlet())
  const members = outlets.map((outlet, index) => new Member(ByteString(`m${index}`) as ClientName, outlet))
  return { channel, dirty, outlets, members }
}

const text = (content: string) => Buffer.from(content)

describe("a channel's hub", () => {
  it("sends every silent member the same bytes once a tick", () => {
    const { channel, members, outlets } = setup(4)
    for (const member of members) channel.enter(member)
    channel.flush()
    for (const outlet of outlets) outlet.sends = 0
    for (const content of ["one", "two", "three"]) channel.say(members[0] as Member, text(content))
    assert.deepEqual(
      outlets.map((outlet) => outlet.sends),
      [0, 0, 0, 0]
    )
    channel.flush()
    assert.deepEqual(
      outlets.map((outlet) => outlet.sends),
      [0, 1, 1, 1]
    )
  })

  it("relays no frame that is UTF-8 with a control, a line separator or a bidi override in it", () => {
    const unsafe = fc.constantFrom("\u202e", "\u009b", "\u2028", "\u2066", "\u0085").map((text) => Buffer.from(text))
    const part = fc.oneof(
      unsafe,
      fc.constantFrom(Buffer.from("é"), Buffer.from("ab c"), Buffer.from([0xe9]), Buffer.from([0xff]))
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 90 }), (parts) => {
        const { channel, members, outlets } = setup(2)
        for (const member of members) channel.enter(member)
        channel.say(members[0] as Member, Buffer.concat(parts).subarray(0, 200))
        channel.flush()
        for (const frame of outlets[1]?.received ?? []) {
          const bytes = Buffer.from(frame, "latin1")
          if (isUtf8(bytes))
            assert.doesNotMatch(bytes.toString(), /[\u0080-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/)
        }
      })
    )
  })

  it("asks for one flush a tick", () => {
    const { channel, dirty, members } = setup(2)
    for (const member of members) channel.enter(member)
    channel.say(members[0] as Member, text("a"))
    assert.equal(dirty.length, 1)
    channel.flush()
    channel.say(members[0] as Member, text("b"))
    assert.equal(dirty.length, 2)
  })

  it("flushes a full log before the tick ends", () => {
    const { channel, members, outlets } = setup(2)
    for (const member of members) channel.enter(member)
    for (let count = 0; count < LARGE_BATCH / 200 + 5; count++) channel.say(members[0] as Member, text(`${count}`))
    assert.ok((outlets[1] as TestOutlet).sends > 0)
    channel.flush()
    const count = LARGE_BATCH / 200 + 5
    assert.deepEqual(
      outlets[1]?.received,
      Array.from({ length: count }, (_, index) => `[m0] ${index}`)
    )
  })

  it("lets a slow member hold what it is owed and one log at most", () => {
    const { channel, members, outlets } = setup(2)
    for (const member of members) channel.enter(member)
    channel.flush()
    const slow = outlets[1] as TestOutlet
    slow.congested = true
    for (let count = 0; count < 1000; count++) {
      channel.say(members[0] as Member, text(`${count}`))
      channel.flush()
    }
    assert.ok(slow.heldMemory <= slow.unsent + LARGE_BATCH, `${slow.heldMemory} bytes held for ${slow.unsent}`)
    assert.deepEqual(slow.received.slice(-2), ["[m0] 998", "[m0] 999"])
  })

  /**
   * Any sequence of what can happen, against the rule said in the simplest way: a list of what each member is owed, to
   * which every event appends at once.
   */
  it("delivers to each member exactly what it is owed, in order, whenever ticks end and sockets jam", () => {
    const action = fc.record({
      kind: fc.constantFrom("enter", "leave", "say", "say", "say", "reply", "flush", "jam", "relieve"),
      who: fc.integer({ min: 0, max: 4 }),
      size: fc.constantFrom(0, 1, 30, 190, 200)
    })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
        const { channel, members, outlets } = setup(5)
        const owed: Array<Array<string>> = members.map(() => [])
        const inside = new Set<number>()
        const tell = (notice: string) => inside.forEach((index) => owed[index]?.push(notice))
        actions.forEach(({ kind, size, who }, step) => {
          const member = members[who] as Member
          const outlet = outlets[who] as TestOutlet
          switch (kind) {
            case "enter":
              if (inside.has(who)) return
              channel.enter(member)
              tell(`m${who} has joined`)
              inside.add(who)
              return
            case "leave":
              if (!inside.delete(who)) return
              channel.leave(member, true)
              tell(`m${who} has left`)
              return
            case "say": {
              if (!inside.has(who)) return
              const content = `${step}:`.padEnd(size, "x").slice(0, 200)
              channel.say(member, text(content))
              for (const other of inside) {
                if (other === who) continue
                owed[other]?.push(`[m${who}] ${content.slice(0, 195)}`)
                if (content.length > 195) owed[other]?.push(`[m${who}] ${content.slice(195)}`)
              }
              return
            }
            case "reply":
              if (!inside.has(who)) return
              channel.reply(member, Buffer.from(`reply ${step}`.padEnd(200)))
              owed[who]?.push(`reply ${step}`)
              return
            case "flush":
              return channel.flush()
            case "jam":
              outlet.congested = true
              return
            case "relieve":
              return outlet.relieve()
          }
        })
        channel.flush()
        assert.deepEqual(
          outlets.map((outlet) => outlet.received),
          owed
        )
      }),
      { numRuns: 300 }
    )
  })
})
