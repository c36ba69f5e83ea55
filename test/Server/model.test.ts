import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { frame, texts } from "../support/frames.ts"
import * as Memory from "../support/Memory.ts"
import type { MemoryPeer } from "../support/MemoryPeer.ts"
import { type Action, type Client, Model, type Sent, type Speaks } from "../support/Model.ts"

/** How many sequences are tried; more by the environment, for a night. */
const RUNS = Number(process.env["MODEL_RUNS"] ?? 120)

/** Work, not waiting: seconds on a quiet machine. Only a hang takes so long. */
const HANG = 300_000 + 1000 * RUNS

const client = fc.integer({ min: 0, max: 5 })
const channel = fc.constantFrom("a", "b", "two words", "")
const frameText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("Ann", "Bob", "hello", "", "[Ann] forged", "hi \n", "x".repeat(65)) },
  { weight: 3, arbitrary: channel.map((name) => `/join ${name}`) },
  { weight: 2, arbitrary: channel.map((name) => `/create ${name}`) },
  { weight: 1, arbitrary: fc.constantFrom("/list", "/list all", "/nothing", "/", "/joina") }
)
/** What a client that speaks lines sends; its first line is its name. */
const lineText = fc.constantFrom(
  "+a",
  "+b",
  "+c",
  "-a",
  "-b",
  "=a hi",
  "=a",
  `=b ${"y".repeat(150)}`,
  "=c there",
  "what"
)

/** A text for each protocol: which one is sent depends on what the client speaks. */
interface Drawn {
  readonly kind: "send"
  readonly client: number
  readonly frames: string
  readonly lines: string
}

const action: fc.Arbitrary<Exclude<Action, { kind: "send" }> | Drawn> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("connect" as const),
      speaks: fc.constantFrom<Speaks>("frames", "frames", "lines")
    })
  },
  {
    weight: 24,
    arbitrary: fc.record({ kind: fc.constant("send" as const), client, frames: frameText, lines: lineText })
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("end" as const, "reset" as const), client }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("stall" as const), client }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("resume" as const), client }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 61 }) }) },
  { weight: 4, arbitrary: fc.constant({ kind: "tick" } as const) }
)

/** Four in a channel, one of whom speaks lines, and of whom some soon stop reading. */
const company: ReadonlyArray<Action | Drawn> = (["/create a", "/join a", "+a", "/join a"] as const).flatMap(
  (command, client) => [
    { kind: "connect", speaks: command === "+a" ? "lines" : "frames" },
    { kind: "send", client, text: `m${client}` },
    { kind: "send", client, text: command }
  ]
)

const actions = fc
  .tuple(fc.constantFrom([], company), fc.array(action, { minLength: 20, maxLength: 200, size: "max" }))
  .map(([before, after]) => [...before, ...after])

/** Six messages behind: a client that stops reading is cut off within a run. */
const sendQueue = { soft: 400, hard: 1200 }

/** Acts on the server as on the model. Messages arrive in two pieces, cut anywhere. */
const act = (memory: Memory.Memory["Type"], model: Model, peers: Array<MemoryPeer>, action: Action, step: number) =>
  Effect.gen(function* () {
    switch (action.kind) {
      case "connect":
        peers.push(yield* memory.open({ sendQueue, ...(action.speaks === "lines" ? { speaks: action.speaks } : {}) }))
        break
      case "send": {
        const isFrame = model.clients[action.client]?.speaks === "frames"
        const bytes = isFrame ? frame(action.text) : Buffer.from(`${action.text}\n`)
        const cut = (step * 37) % bytes.length
        // Nothing arrives that has no byte.
        if (cut > 0) peers[action.client]?.arrive(bytes.subarray(0, cut))
        peers[action.client]?.arrive(bytes.subarray(cut))
        break
      }
      case "end":
      case "reset":
      case "resume":
        peers[action.client]?.[action.kind]()
        break
      case "stall": {
        const peer = peers[action.client]
        if (peer !== undefined) peer.stalled = true
        break
      }
      case "wait":
        yield* memory.endTick
        yield* TestClock.adjust(`${action.seconds} seconds`)
        // Nobody expires before a turn has shown that nothing has come.
        yield* memory.endTick
        break
      case "tick":
        yield* memory.endTick
    }
    yield* memory.settle
  })

/** What a client that speaks lines was sent; without the times, which do not go back in a channel. */
const linesOf = (bytes: Uint8Array, isWhole: boolean): ReadonlyArray<Sent> => {
  const lines = Buffer.from(bytes).toString("latin1").split("\n")
  const rest = lines.pop()
  if (isWhole) assert.equal(rest, "")
  const last = new Map<string, number>()
  return lines.map((line) => {
    const [, n = "", at = "", channel = "", what = ""] = /^(\d+) (\d+) (\S+) (.*)$/.exec(line) ?? []
    if (n === "") return { channel: undefined, text: line }
    assert.ok(Number(at) >= (last.get(channel) ?? 0), "time goes back")
    last.set(channel, Number(at))
    return { channel, text: `${n} ${channel} ${what}` }
  })
}

/** The events of each channel and the replies, each in order. Between channels there is no order. */
const byChannel = (sent: ReadonlyArray<Sent>): Record<string, ReadonlyArray<string>> => {
  const groups: Record<string, Array<string>> = {}
  for (const { channel = "replies", text } of sent) groups[channel] = [...(groups[channel] ?? []), text]
  return groups
}

/** The same up to each reply, which comes after all that was sent before it. */
const upToReplies = (sent: ReadonlyArray<Sent>) =>
  sent.flatMap(({ channel }, at) => (channel === undefined ? [byChannel(sent.slice(0, at))] : []))

const compareLines = (received: ReadonlyArray<Sent>, expected: ReadonlyArray<Sent>, isWhole: boolean) => {
  if (isWhole) {
    assert.deepEqual(byChannel(received), byChannel(expected))
    assert.deepEqual(upToReplies(received), upToReplies(expected))
  } else {
    const all = byChannel(expected)
    for (const [channel, texts] of Object.entries(byChannel(received))) {
      assert.deepEqual(texts, all[channel]?.slice(0, texts.length))
    }
  }
}

const compare = (drawn: ReadonlyArray<Action | Drawn>) =>
  Effect.gen(function* () {
    const memory = yield* Memory.Memory
    const model = new Model()
    const peers: Array<MemoryPeer> = []
    const endedWithoutReading = new Set<MemoryPeer>()
    const noteCutOffs = () => {
      const ended = peers.filter((peer) => peer.closed && peer.stalled)
      for (const peer of ended.sort((one, other) => one.closedAs - other.closedAs)) {
        endedWithoutReading.add(peer)
        const client = model.clients[peers.indexOf(peer)]
        if (client?.open) model.cutOff(client)
      }
    }
    for (const [step, one] of drawn.entries()) {
      // Whose input waits for the client itself to read is another test's business.
      if (one.kind === "send" && peers[one.client]?.stalled) continue
      const action: Action =
        "frames" in one
          ? { kind: "send", client: one.client, text: one[model.clients[one.client]?.speaks ?? "frames"] }
          : one
      model.apply(action)
      yield* act(memory, model, peers, action, step)
      noteCutOffs()
    }
    // The notice that one has been cut off may be what cuts off the next one.
    for (const _ of peers) {
      yield* act(memory, model, peers, { kind: "tick" }, 0)
      noteCutOffs()
    }
    yield* memory.endTick
    peers.forEach((peer, index) => {
      // A client that does not read what it is owed is waited for.
      if (!peer.stalled) assert.equal(peer.closed, !model.clients[index]?.open)
    })
    yield* memory.shutdown
    peers.forEach((peer, index) => {
      const { complete, sent, speaks } = model.clients[index] as Client
      const bytes = peer.takeReceived()
      // A client that broke the connection, or did not read to its end, may miss the end of what it was owed, and nothing else.
      const isWhole = complete && !peer.stalled && !endedWithoutReading.has(peer)
      if (speaks === "lines") compareLines(linesOf(bytes, isWhole), sent, isWhole)
      else {
        const expected = sent.map(({ text }) => text)
        // What was cut off may be cut within a frame.
        const received = texts(isWhole ? bytes : bytes.subarray(0, bytes.length - (bytes.length % 200)))
        assert.deepEqual(received, isWhole ? expected : expected.slice(0, received.length))
      }
      assert.equal(peer.closed, true)
    })
  })

describe("any sequence of what clients of two protocols can do, slow and silent ones too, and a shutdown at its end", () => {
  it(
    "sends every client exactly what the model of the protocols says",
    () =>
      fc.assert(
        fc.asyncProperty(actions, (actions) =>
          Effect.runPromise(
            compare(actions).pipe(Effect.provide(Memory.layer), Effect.provide(TestContext.TestContext))
          )
        ),
        { numRuns: RUNS }
      ),
    HANG
  )
})
