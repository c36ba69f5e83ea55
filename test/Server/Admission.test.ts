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
  it("leaves room for one more, however many networks take what they can get", () => {
    const admission = new Admission({ connections: 1000, connectionsPerAddress: 1000 })
    const takeAll = (network: string) => {
      let taken = 0
      while (admission.enter(network) === undefined) taken++
      return taken
    }
    assert.deepEqual(
      ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(takeAll),
      // Three quarters of 1,000, of 250 and, because it is more than that of 62, all that is left.
      [750, 188, 62]
    )
  })

  it("counts the networks of one site together", () => {
    const admission = new Admission({ connections: 1000, connectionsPerAddress: 200 })
    const taken = new Map<string, number>()
    for (let index = 0; index < 2000; index++) {
      const network = `2001:db8:1:${index % 10}::/64`
      if (admission.enter(network) === undefined) taken.set(network, (taken.get(network) ?? 0) + 1)
    }
    assert.equal(
      [...taken.values()].reduce((sum, count) => sum + count, 0),
      750
    )
    assert.equal(admission.enter("2001:db8:1:100::/64"), undefined)
    // What one gives back another may take.
    admission.leave("2001:db8:1:3::/64")
    assert.equal(admission.enter("2001:db8:1:4::/64"), undefined)
  })

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
