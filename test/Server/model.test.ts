import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
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
  { weight: 2, arbitrary: fc.constant({ kind: "connect" } as const) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("send" as const), client, text }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("end" as const, "reset" as const), client }) },
  { weight: 2, arbitrary: fc.constant({ kind: "tick" } as const) }
)

/** Acts on the server as on the model. Frames arrive in two pieces, cut anywhere. */
const act = (memory: Memory.Memory["Type"], connections: Array<MemoryConnection>, action: Action, step: number) =>
  Effect.gen(function* () {
    switch (action.kind) {
      case "connect":
        connections.push(yield* memory.open())
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
        connections[action.client]?.[action.kind]()
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
    const reset = new Set<number>()
    for (const [step, action] of actions.entries()) {
      // A client that has gone already cannot break its connection.
      if (action.kind === "reset" && model.clients[action.client]?.open) reset.add(action.client)
      model.apply(action)
      yield* act(memory, connections, action, step)
    }
    yield* memory.endTick
    connections.forEach((connection, index) => {
      const expected = model.clients[index]
      const received = texts(connection.takeReceived())
      // Who broke the connection may have missed the end of what it was owed, and nothing else.
      assert.deepEqual(received, reset.has(index) ? expected?.sent.slice(0, received.length) : expected?.sent)
      assert.equal(connection.closed, !expected?.open)
    })
  })

describe("any sequence of what clients can do", () => {
  it("sends every client exactly what the model of the protocol says", () =>
    fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 150 }), (actions) =>
        Effect.runPromise(compare(actions).pipe(Effect.provide(Memory.layer), Effect.provide(TestContext.TestContext)))
      ),
      { numRuns: 200 }
    ))
})
