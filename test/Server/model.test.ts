import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { frame, texts } from "../support/frames.ts"
import * as Memory from "../support/Memory.ts"
import type { MemoryConnection } from "../support/MemoryConnection.ts"
import { type Action, Model } from "../support/Model.ts"

const client = fc.integer({ min: 0, max: 5 })
const channel = fc.constantFrom("a", "b", "two words", "")
const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("Ann", "Bob", "hello", "", "[Ann] forged", "hi \n", "x".repeat(65)) },
  { weight: 3, arbitrary: channel.map((name) => `/join ${name}`) },
  { weight: 2, arbitrary: channel.map((name) => `/create ${name}`) },
  { weight: 1, arbitrary: fc.constantFrom("/list", "/list all", "/nothing", "/", "/joina") }
)
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: "connect" } as const) },
  { weight: 24, arbitrary: fc.record({ kind: fc.constant("send" as const), client, text }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("end" as const, "reset" as const), client }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("stall" as const), client }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("resume" as const), client }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 61 }) }) },
  { weight: 4, arbitrary: fc.constant({ kind: "tick" } as const) }
)

/** Four in a channel, of whom some soon stop reading. */
const company: ReadonlyArray<Action> = ["/create a", "/join a", "/join a", "/join a"].flatMap((command, client) => [
  { kind: "connect" },
  { kind: "send", client, text: `m${client}` },
  { kind: "send", client, text: command }
])

const actions = fc
  .tuple(fc.constantFrom([], company), fc.array(action, { minLength: 20, maxLength: 200, size: "max" }))
  .map(([before, after]) => [...before, ...after])

/** Six messages behind: a client that stops reading is cut off within a run. */
const bounds = { soft: 400, hard: 1200 }

/** Acts on the server as on the model. Frames arrive in two pieces, cut anywhere. */
const act = (memory: Memory.Memory["Type"], connections: Array<MemoryConnection>, action: Action, step: number) =>
  Effect.gen(function* () {
    switch (action.kind) {
      case "connect":
        connections.push(yield* memory.open({ bounds }))
        break
      case "send": {
        const bytes = frame(action.text)
        const cut = (step * 37) % 200
        connections[action.client]?.arrive(bytes.subarray(0, cut))
        connections[action.client]?.arrive(bytes.subarray(cut))
        break
      }
      case "end":
      case "reset":
      case "resume":
        connections[action.client]?.[action.kind]()
        break
      case "stall": {
        const connection = connections[action.client]
        if (connection !== undefined) connection.stalled = true
        break
      }
      case "wait":
        yield* memory.endTick
        yield* TestClock.adjust(`${action.seconds} seconds`)
        break
      case "tick":
        yield* memory.endTick
    }
    yield* memory.settle
  })

const compare = (actions: ReadonlyArray<Action>) =>
  Effect.gen(function* () {
    const memory = yield* Memory.Memory
    const model = new Model()
    const connections: Array<MemoryConnection> = []
    const endedWithoutReading = new Set<MemoryConnection>()
    const noteCutOffs = () => {
      const ended = connections.filter((connection) => connection.closed && connection.stalled)
      for (const connection of ended.sort((one, other) => one.closedAs - other.closedAs)) {
        endedWithoutReading.add(connection)
        const client = model.clients[connections.indexOf(connection)]
        if (client?.open) model.cutOff(client)
      }
    }
    for (const [step, action] of actions.entries()) {
      // Whose input waits for the client itself to read is another test's business.
      if (action.kind === "send" && connections[action.client]?.stalled) continue
      model.apply(action)
      yield* act(memory, connections, action, step)
      noteCutOffs()
    }
    // The notice that one has been cut off may be what cuts off the next one.
    for (const _ of connections) {
      yield* act(memory, connections, { kind: "tick" }, 0)
      noteCutOffs()
    }
    yield* memory.endTick
    connections.forEach((connection, index) => {
      // Who does not read what it is owed is waited for.
      if (!connection.stalled) assert.equal(connection.closed, !model.clients[index]?.open)
    })
    yield* memory.shutdown
    connections.forEach((connection, index) => {
      const { complete, sent } = model.clients[index] as Model["clients"][number]
      const received = texts(connection.takeReceived())
      // Who broke the connection, or did not read to its end, may have missed the end of what it was owed, and nothing else.
      const whole = complete && !connection.stalled && !endedWithoutReading.has(connection)
      assert.deepEqual(received, whole ? sent : sent.slice(0, received.length))
      assert.equal(connection.closed, true)
    })
  })

describe("any sequence of what clients can do, slow and silent ones too, and a shutdown at its end", () => {
  it("sends every client exactly what the model of the protocol says", () =>
    fc.assert(
      fc.asyncProperty(actions, (actions) =>
        Effect.runPromise(compare(actions).pipe(Effect.provide(Memory.layer), Effect.provide(TestContext.TestContext)))
      ),
      { numRuns: 120 }
    ))
})
