import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import { currentChannel, type Effect, initial, type State } from "../../page/Model.ts"
import { type Input, update } from "../../page/State.ts"
import type { ChatEvent, ServerMessage } from "../../src/Dialect/Web/Protocol.ts"

const said = (n: number, text: string, by = "bob"): ChatEvent => ({ n, at: 0, type: "message", by, from: by, text })

/** A page that goes from input to input, and what it does about them. */
const page = (...inputs: ReadonlyArray<Input | ServerMessage>) => {
  let state: State = initial({ profile: { name: "Ann", session: "s".repeat(22), password: undefined } })
  const effects: Array<Effect> = []
  const give = (...inputs: ReadonlyArray<Input | ServerMessage>) => {
    effects.length = 0
    for (const input of inputs) {
      const [next, done] = update(state, "_tag" in input ? input : { _tag: "Received", message: input })
      state = next
      effects.push(...done)
    }
  }
  give(...inputs)
  return {
    give,
    effects,
    get state() {
      return state
    },
    get channel() {
      const channel = currentChannel(state)
      assert.ok(channel)
      return channel
    },
    /** What it has asked of the server. */
    get sent() {
      return effects.flatMap((effect) => (effect._tag === "Send" ? [effect.message] : []))
    }
  }
}

const entering: Input = {
  _tag: "Entered",
  profile: { name: "Ann", session: "s".repeat(22), password: undefined },
  isRemembered: false
}
const welcome: ServerMessage = {
  type: "welcome",
  by: "ann",
  from: "Ann",
  limits: { text: 20, channels: 64, page: 200 },
  ping: 25
}
const entered = (more: Partial<Extract<ServerMessage, { type: "entered" }>> = {}): ServerMessage => ({
  type: "entered",
  channel: "lab",
  epoch: "e1",
  head: 1,
  first: 1,
  from: 1,
  resume: "fresh",
  topic: "",
  members: [{ by: "ann", from: "Ann" }],
  more: 0,
  ...more
})
const events = (...events: ReadonlyArray<ChatEvent>): ServerMessage => ({
  type: "events",
  channel: "lab",
  events,
  live: true
})
const closed = (code = 1006, chance = 1): Input => ({ _tag: "Closed", code, now: 0, chance })

/** Ann in `lab`, where Bob has said something. */
const inLab = () =>
  page(
    entering,
    { _tag: "WentTo", channel: "lab", create: true },
    { _tag: "Opened" },
    welcome,
    entered(),
    events(said(1, "hi"))
  )

const write = (text: string, id: string): ReadonlyArray<Input> => [
  { _tag: "Typed", text },
  { _tag: "Submitted", id, now: 0 }
]

describe("the page's state", () => {
  it("says hello, and enters its channels", () => {
    const it = page(entering, { _tag: "WentTo", channel: "lab", create: false }, { _tag: "Opened" })
    assert.deepEqual(
      it.sent.map(({ type }) => type),
      ["hello"]
    )
    it.give(welcome)
    assert.deepEqual(it.sent[0], { type: "join", channel: "lab" })
    it.give(entered(), events(said(1, "hi")))
    assert.deepEqual([it.channel.status, it.channel.read, it.channel.newAfter], ["live", 1, undefined])
  })

  it("shows what one says at once, as on its way, until it comes back", () => {
    const it = inLab()
    it.give(...write("hello", "m1"))
    assert.deepEqual(it.sent, [{ type: "send", channel: "lab", id: "m1", text: "hello" }])
    assert.deepEqual([it.channel.draft, it.channel.outgoing.length], ["", 1])
    it.give(events({ ...said(2, "hello", "ann"), id: "m1" } as ChatEvent))
    assert.equal(it.channel.outgoing.length, 0)
  })

  it("keeps what is refused, to be tried again or discarded", () => {
    const it = inLab()
    it.give(...write("hello", "m1"), {
      type: "refused",
      code: "not_member",
      text: "You are not in this channel.",
      channel: "lab",
      id: "m1"
    })
    assert.equal(it.channel.outgoing[0]?.failure, "You are not in this channel.")
    it.give({ _tag: "Retried", id: "m1" })
    assert.deepEqual([it.sent.length, it.channel.outgoing[0]?.failure], [1, undefined])
    it.give({ _tag: "Discarded", id: "m1" })
    assert.equal(it.channel.outgoing.length, 0)
  })

  it("says nothing that is blank or too long, and loses no letter of it", () => {
    const it = inLab()
    it.give(...write("  \n", "m1"))
    assert.deepEqual(it.sent, [])
    it.give(...write("x".repeat(21), "m2"))
    assert.deepEqual([it.sent, it.channel.draft.length], [[], 21])
  })

  it("keeps what is written without a connection, and sends it again with the same id when it is back", () => {
    const it = inLab()
    it.give(closed())
    assert.equal(it.state.link._tag, "Waiting")
    it.give(...write("later", "m1"))
    assert.deepEqual(it.sent, [])
    it.give({ _tag: "Opened" }, welcome)
    assert.deepEqual(it.sent[1], { type: "join", channel: "lab", create: true, after: 1, epoch: "e1" })
    it.give(entered({ head: 2, from: 2, resume: "complete" }), events(said(2, "meanwhile")))
    assert.deepEqual(it.sent, [{ type: "send", channel: "lab", id: "m1", text: "later" }])
    assert.deepEqual(
      it.channel.events.map(({ n }) => n),
      [1, 2]
    )
  })

  it("does not say again what the replay brings back", () => {
    const it = inLab()
    it.give(
      ...write("said", "m1"),
      closed(),
      { _tag: "Opened" },
      welcome,
      entered({ head: 2, from: 2, resume: "complete" })
    )
    it.give(events({ ...said(2, "said", "ann"), id: "m1" } as ChatEvent))
    assert.deepEqual([it.sent, it.channel.outgoing], [[], []])
  })

  it("connects again at a hole, from the last event before it", () => {
    const it = inLab()
    it.give(events(said(2, "two"), said(4, "four")))
    assert.ok(it.effects.some(({ _tag }) => _tag === "Break"))
    it.give(closed(4000), { _tag: "Opened" }, welcome)
    const [, join] = it.sent
    assert.ok(join?.type === "join" && join.after === 2)
  })

  it("begins anew where the numbers do, and goes on behind a hole where something is missing", () => {
    const it = inLab()
    it.give(
      closed(),
      { _tag: "Opened" },
      welcome,
      entered({ epoch: "e2", head: 1, resume: "reset" }),
      events(said(1, "new"))
    )
    assert.deepEqual(
      it.channel.events.map((event) => "text" in event && event.text),
      ["new"]
    )
    it.give(closed(), { _tag: "Opened" }, welcome, entered({ epoch: "e2", head: 50, from: 50, resume: "truncated" }))
    it.give(events(said(50, "fifty")))
    assert.deepEqual(
      it.channel.events.map(({ n }) => n),
      [1, 50]
    )
    it.give({ _tag: "AskedFor", hole: { from: 2, to: 49 } })
    assert.deepEqual(it.sent, [{ type: "history", ref: 2, channel: "lab", before: 50, limit: 48 }])
  })

  it("waits longer from attempt to attempt, half a minute at the most, and when the server says so as long as it says", () => {
    const it = inLab()
    const delays = Array.from({ length: 8 }, () => {
      it.give(closed())
      const [connect] = it.effects
      assert.ok(connect?._tag === "Connect")
      return connect.delay
    })
    assert.deepEqual(delays, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    it.give({ _tag: "Opened" }, welcome, { type: "bye", text: "", retryAfter: 700 }, closed(1001))
    assert.deepEqual(it.effects.at(-1), { _tag: "Connect", delay: 700 })
  })

  it("stops where coming back would not help: a wrong password, a name, another place", () => {
    for (const [code, asks] of [
      ["password", "password"],
      ["name", "name"],
      ["replaced", "return"]
    ] as const) {
      const it = inLab()
      it.give({ type: "refused", code, text: "No." }, closed(4401))
      assert.deepEqual(it.state.link, { _tag: "Stopped", problem: "No.", asks })
      assert.deepEqual(it.effects, [])
    }
  })

  it("draws the line above what came while one was not looking, and counts it", () => {
    const it = inLab()
    it.give({ _tag: "Seen", isVisible: false }, events(said(2, "two")), events(said(3, "Ann: three")))
    assert.equal(it.channel.read, 1)
    assert.ok(it.effects.some((effect) => effect._tag === "Notify" && effect.body === "Ann: three"))
    it.give({ _tag: "Seen", isVisible: true })
    assert.deepEqual([it.channel.read, it.channel.newAfter], [3, 1])
  })

  it("keeps a draft for each channel", () => {
    const it = inLab()
    it.give({ _tag: "Typed", text: "half" }, { _tag: "WentTo", channel: "tea", create: true })
    assert.equal(it.channel.draft, "")
    it.give({ _tag: "WentTo", channel: "lab", create: false })
    assert.equal(it.channel.draft, "half")
  })

  it("offers to make a channel that there is not", () => {
    const it = inLab()
    it.give(
      { _tag: "WentTo", channel: "tea", create: false },
      { type: "refused", code: "no_channel", text: "", channel: "tea" }
    )
    assert.equal(it.channel.status, "absent")
    it.give({ _tag: "WentTo", channel: "tea", create: true })
    assert.deepEqual(it.sent, [{ type: "join", channel: "tea", create: true }])
  })

  it("jumps to what was found, and asks for its surroundings where they are not loaded", () => {
    const it = inLab()
    it.give({ _tag: "JumpedTo", channel: "lab", n: 1 })
    assert.deepEqual([it.sent, it.state.target], [[], { channel: "lab", n: 1 }])
    it.give(entered({ head: 500, from: 500, resume: "truncated" }), { _tag: "JumpedTo", channel: "lab", n: 200 })
    assert.deepEqual(it.sent, [{ type: "history", ref: 3, channel: "lab", around: 200, limit: 100 }])
  })
})
