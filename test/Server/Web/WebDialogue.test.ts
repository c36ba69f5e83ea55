import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import type { ServerMessage } from "../../../src/Dialect/Web/Protocol.ts"
import type { Channels } from "../../../src/Server/Channels.ts"
import * as JournalInMemory from "../../../src/Server/Journal/Memory.ts"
import { Limits, type ServerLimits } from "../../../src/Server/Limits.ts"
import { texts } from "../../support/frames.ts"
import * as Memory from "../../support/Memory.ts"
import type { MemoryPeer } from "../../support/MemoryPeer.ts"
import { clientFrame, hear, hearMessages, messageId, say, session } from "../../support/WebPeer.ts"

const web = (
  name: string,
  test: Effect.Effect<void, never, Memory.Memory | Channels>,
  limits: Partial<ServerLimits> = {}
) =>
  it.effect(name, () =>
    test.pipe(
      Effect.provide(Memory.layer),
      Effect.provide(JournalInMemory.layer),
      Effect.provideService(Limits, { ...Limits.defaultValue(), ...limits })
    )
  )

const endTick = Effect.flatMap(Memory.Memory, ({ endTick }) => endTick)

/** Somebody on the web who has said who it is, and has entered channels. */
const enter = (name: string, ...channels: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { endTick, open } = yield* Memory.Memory
    const peer = yield* open({ speaks: "web" })
    say(peer, { type: "hello", name, session: session(name) })
    for (const channel of channels) say(peer, { type: "join", channel, create: true })
    yield* endTick
    return peer
  })

const course = (...frames: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { endTick, open } = yield* Memory.Memory
    const peer = yield* open()
    for (const text of frames) peer.arrive(text)
    yield* endTick
    return peer
  })

const send = (peer: MemoryPeer, channel: string, id: string | number, text: string) =>
  say(peer, { type: "send", channel, id: messageId(id), text })

/** The events of some messages, without their times. */
const events = (messages: ReadonlyArray<ServerMessage>) =>
  messages.flatMap((message) => (message.type === "events" ? message.events : [])).map(({ at: _, ...event }) => event)

const codes = (messages: ReadonlyArray<ServerMessage>) =>
  messages.flatMap((message) => (message.type === "refused" ? [message.code] : []))

describe("the web's dialogue", () => {
  web(
    "welcomes, and lets somebody into a channel with the last events, its own entry being one",
    Effect.gen(function* () {
      const ann = yield* enter("Ann", "lab")
      const [welcome, entered, first] = hearMessages(ann)
      assert.ok(welcome?.type === "welcome" && entered?.type === "entered" && first?.type === "events")
      assert.deepEqual([welcome.from, welcome.by.length], ["Ann", 12])
      assert.deepEqual(
        [entered.channel, entered.head, entered.first, entered.from, entered.resume, entered.members, entered.more],
        ["lab", 1, 1, 1, "fresh", [{ by: welcome.by, from: "Ann" }], 0]
      )
      assert.equal(first.live, true)
      assert.deepEqual(events([first]), [{ n: 1, type: "joined", by: welcome.by, from: "Ann" }])
    })
  )

  web(
    "lets its members and the course's talk to each other, a line to a frame",
    Effect.gen(function* () {
      const ann = yield* enter("Ann", "lab")
      hear(ann)
      const panda = yield* course("Panda", "/join lab")
      panda.arrive("hi there")
      yield* endTick
      send(ann, "lab", 1, "one\n\ntwo\u0007 \u00fc")
      yield* endTick
      assert.deepEqual(texts(panda.takeReceived()), ["[Ann] one", "[Ann] two? \u00c3\u00bc"])
      const said = events(hearMessages(ann))
      assert.deepEqual(
        said.map((event) => [event.n, event.type, "text" in event ? event.text : ""]),
        [
          [2, "joined", ""],
          [3, "message", "hi there"],
          [4, "message", "one\n\ntwo? \u00fc"]
        ]
      )
      panda.end()
      yield* endTick
      assert.deepEqual(
        events(hearMessages(ann)).map(({ n, type }) => [n, type]),
        [[5, "left"]]
      )
    })
  )

  web(
    "gives everybody on the web the very same bytes in one write, their authors too",
    Effect.gen(function* () {
      const [ann, bob] = [yield* enter("Ann", "lab"), yield* enter("Bob", "lab")]
      yield* endTick
      hear(ann)
      hear(bob)
      send(ann, "lab", 1, "one")
      send(bob, "lab", 2, "two")
      yield* endTick
      assert.deepEqual([ann.takenSizes.length, bob.takenSizes.length], [1, 1])
      const [toAnn, toBob] = [ann.takeReceived(), bob.takeReceived()]
      assert.deepEqual(toAnn, toBob)
    })
  )

  web(
    "says a message once that is sent again, and acknowledges it",
    Effect.gen(function* () {
      const ann = yield* enter("Ann", "lab")
      const bob = yield* enter("Bob", "lab")
      hear(bob)
      hear(ann)
      for (const _ of [1, 2]) send(ann, "lab", "same", "once")
      yield* endTick
      assert.equal(events(hearMessages(bob)).length, 1)
      const heard = hearMessages(ann)
      assert.deepEqual(
        heard.filter(({ type }) => type === "ack"),
        [{ type: "ack", channel: "lab", id: messageId("same") }]
      )
      // Nobody can take another's id.
      send(bob, "lab", "same", "mine")
      yield* endTick
      assert.equal(events(hearMessages(bob)).length, 1)
    })
  )

  web(
    "refuses requests with a code and the request's marks, and goes on",
    Effect.gen(function* () {
      const ann = yield* enter("Ann", "lab")
      hear(ann)
      send(ann, "nowhere", 1, "hi")
      say(ann, { type: "join", channel: "nowhere" })
      say(ann, { type: "join", channel: " " })
      say(ann, { type: "join", channel: "x".repeat(65), create: true })
      send(ann, "lab", 2, " \n ")
      send(ann, "lab", 3, "x".repeat(4001))
      say(ann, { type: "history", ref: 7, channel: "other" })
      yield* endTick
      const { closed, messages } = hear(ann)
      assert.equal(closed, undefined)
      assert.deepEqual(codes(messages), [
        "not_member",
        "no_channel",
        "channel_name",
        "channel_name",
        "blank",
        "too_long",
        "not_member"
      ])
      assert.deepEqual(messages[0], {
        type: "refused",
        code: "not_member",
        text: "You are not in this channel.",
        channel: "nowhere",
        id: messageId(1)
      })
      const last = messages.at(-1)
      assert.ok(last?.type === "refused" && last.ref === 7)
      send(ann, "lab", 4, "still here")
      yield* endTick
      assert.equal(events(hearMessages(ann)).length, 1)
    })
  )

  const ends: ReadonlyArray<readonly [what: string, bytes: Buffer, code: number]> = [
    ["no JSON", clientFrame("{"), 4400],
    ["no message", clientFrame(`{"type":"dance"}`), 4400],
    ["no hello first", clientFrame(`{"type":"join","channel":"lab"}`), 4400],
    ["a blank name", clientFrame(JSON.stringify({ type: "hello", name: " ", session: session("a") })), 4403],
    ["a short secret", clientFrame(JSON.stringify({ type: "hello", name: "Ann", session: "short" })), 4400],
    ["a binary message", clientFrame("{}", 0x82), 1003],
    ["no mask", Buffer.of(0x81, 0x02, 0x7b, 0x7d), 1002],
    ["no UTF-8", clientFrame(Buffer.of(0xff, 0xfe)), 1007],
    ["100 MB declared", Buffer.of(0x81, 0xff, 0, 0, 0, 0, 6, 0, 0, 0, 1, 2, 3, 4), 1009],
    ["a reserved bit", clientFrame("{}", 0xc1), 1002],
    ["a foreign opcode", clientFrame("{}", 0x83), 1002],
    ["too many fragments", Buffer.concat([clientFrame("{", 0x01), ...Array(20).fill(clientFrame(" ", 0x00))]), 1008],
    ["its end", clientFrame(Buffer.of(3, 232), 0x88), 1000]
  ]
  for (const [what, bytes, code] of ends) {
    web(
      `ends a connection that says ${what}, with the code ${code}`,
      Effect.gen(function* () {
        const { endTick, open } = yield* Memory.Memory
        const peer = yield* open({ speaks: "web" })
        peer.arrive(bytes)
        yield* endTick
        assert.equal(hear(peer).closed, code)
        assert.ok(peer.closed)
      })
    )
  }

  web(
    "answers the pings of a chunk once, and its own ping's answer not at all",
    Effect.gen(function* () {
      const ann = yield* enter("Ann")
      hear(ann)
      ann.arrive(Buffer.concat([clientFrame("one", 0x89), clientFrame("two", 0x89), clientFrame("{}")]))
      say(ann, { type: "ping" })
      yield* endTick
      const { messages, pongs } = hear(ann)
      assert.deepEqual(pongs, ["two"])
      assert.deepEqual(messages, [{ type: "pong" }])
    })
  )

  web(
    "pings after 25 seconds of silence, and gives a client up after 60",
    Effect.gen(function* () {
      const ann = yield* enter("Ann")
      hear(ann)
      yield* TestClock.adjust("24 seconds")
      yield* endTick
      assert.deepEqual(hearMessages(ann), [])
      yield* TestClock.adjust("2 seconds")
      yield* endTick
      assert.deepEqual(hearMessages(ann), [{}])
      ann.arrive(clientFrame("{}"))
      yield* TestClock.adjust("26 seconds")
      yield* endTick
      assert.deepEqual(hearMessages(ann), [{}])
      yield* TestClock.adjust("35 seconds")
      yield* endTick
      const { closed, messages } = hear(ann)
      assert.deepEqual([closed, codes(messages)], [4408, ["silent"]])
    })
  )

  web(
    "says in the open connection that the server is full",
    Effect.gen(function* () {
      const { endTick, open } = yield* Memory.Memory
      yield* enter("Ann")
      const bob = yield* open({ speaks: "web" })
      yield* endTick
      const { closed, messages } = hear(bob)
      assert.deepEqual([closed, codes(messages)], [4503, ["server_full"]])
    }),
    { connections: 1 }
  )

  web(
    "says goodbye when the server goes",
    Effect.gen(function* () {
      const { shutdown } = yield* Memory.Memory
      const ann = yield* enter("Ann", "lab")
      hear(ann)
      yield* shutdown
      const { closed, messages } = hear(ann)
      assert.equal(closed, 1001)
      assert.equal(messages.at(-1)?.type, "bye")
    })
  )

  web(
    "reads the history, lists the channels and finds words",
    Effect.gen(function* () {
      const ann = yield* enter("Ann", "lab", "tea")
      for (let count = 1; count <= 5; count++) send(ann, "lab", count, `the answer ${count}`)
      yield* endTick
      hear(ann)
      say(ann, { type: "history", ref: 1, channel: "lab", before: 4, limit: 2 })
      say(ann, { type: "list", ref: 2 })
      say(ann, { type: "search", ref: 3, words: "ANSWER 3" })
      yield* endTick
      // A search looks at a channel in a turn of the event loop.
      for (let turn = 0; turn < 3; turn++) {
        yield* TestClock.adjust(0)
        yield* endTick
      }
      const [page, channels, found] = hearMessages(ann)
      assert.ok(page?.type === "page" && channels?.type === "channels" && found?.type === "found")
      assert.deepEqual([page.ref, page.first, page.events.map(({ n }) => n)], [1, 1, [2, 3]])
      assert.deepEqual(channels.channels, [
        { name: "lab", members: 1, head: 6 },
        { name: "tea", members: 1, head: 1 }
      ])
      assert.deepEqual(
        found.messages.map(({ channel, n, text }) => [channel, n, text]),
        [["lab", 4, "the answer 3"]]
      )
    })
  )
})
