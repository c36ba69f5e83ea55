import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import * as Descriptors from "../../src/Cli/Descriptors.ts"
import { Limits } from "../../src/Server/Limits.ts"

const limits = Limits.defaultValue()

describe("connections and the limit of open files", () => {
  it("leave room for what is open and for those who are refused, as long as there is any", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 20 }), fc.integer({ min: 3, max: 40 }), (limit, used) => {
        const { connections, refusals } = Descriptors.fit(limits, { limit, used })
        assert.ok(connections >= 1 && connections <= limits.connections)
        assert.ok(refusals <= limits.refusals)
        if (limit > used + 1) assert.ok(connections + refusals + used <= limit)
      })
    ))

  it("leave a machine with many files alone", () =>
    assert.deepEqual(Descriptors.fit(limits, { limit: 1_048_576, used: 20 }).connections, limits.connections))

  it.runIf(process.platform === "linux")("are read where the system tells", () => {
    const descriptors = Descriptors.read.pipe(Effect.runSync)
    assert.ok(descriptors !== undefined && descriptors.used > 2 && descriptors.limit > descriptors.used)
  })
})
