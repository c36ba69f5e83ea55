import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as fc from "effect/FastCheck"
import { Admission } from "../../src/Server/Admission.ts"

const network = fc.constantFrom("192.0.2.1", "192.0.2.2", "2001:db8::/64", undefined)
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("enter" as const), network }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("leave" as const), index: fc.nat() }) }
)

describe("the admission of connections", () => {
  it("lets in exactly as many as the bounds allow, whoever comes and goes", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        fc.array(step, { maxLength: 100 }),
        (connections, connectionsPerAddress, steps) => {
          const admission = new Admission({ connections, connectionsPerAddress })
          const inside: Array<string | undefined> = []
          for (const step of steps) {
            if (step.kind === "leave") {
              if (inside.length > 0) admission.leave(inside.splice(step.index % inside.length, 1)[0])
              continue
            }
            const there = inside.filter((other) => other === step.network).length
            const expected =
              inside.length >= connections
                ? "ServerFull"
                : step.network !== undefined && there >= connectionsPerAddress
                  ? "AddressFull"
                  : undefined
            assert.equal(admission.enter(step.network)?._tag, expected)
            if (expected === undefined) inside.push(step.network)
          }
        }
      )
    ))
})
