import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import { select, unmatched } from "../../src/Check/Selection.ts"
import { suites } from "../../src/Check/Suites.ts"

const cases = ["server.start", "server.list.one", "server.list.sorted", "server.listing"].map((id) => ({
  id,
  expectation: "",
  source: "",
  weight: 1
}))

const chosen = (...patterns: ReadonlyArray<string>) => select(cases, patterns).map(({ id }) => id)

describe("cases are chosen", () => {
  it("all without a pattern, and in their order", () => {
    assert.equal(chosen().length, 4)
    assert.deepEqual(chosen("server.listing", "server.start"), ["server.start", "server.listing"])
  })

  it("by an id, or by its first parts", () => {
    assert.deepEqual(chosen("server.list.one"), ["server.list.one"])
    assert.deepEqual(chosen("server.list"), ["server.list.one", "server.list.sorted"])
  })

  it("by a pattern, in which only the star is special", () => {
    assert.deepEqual(chosen("*.sorted"), ["server.list.sorted"])
    assert.deepEqual(chosen("server.list*"), ["server.list.one", "server.list.sorted", "server.listing"])
    assert.deepEqual(chosen("server.l.*"), [])
    assert.deepEqual(chosen("server?start"), [])
  })

  it("and patterns that choose none are found", () => {
    assert.deepEqual(unmatched(cases, ["server.list", "server.nonsense", "*.one"]), ["server.nonsense"])
  })
})

describe("the cases", () => {
  it.each(Object.entries(suites))(
    "of a %s have ids of their own, one line of expectation, and a source",
    (target, { cases }) => {
      assert.equal(new Set(cases.map(({ id }) => id)).size, cases.length)
      assert.equal(cases[0]?.id, `${target}.start`)
      for (const { expectation, id, source, weight } of cases) {
        assert.match(id, new RegExp(`^${target}(\\.[a-z]+(-[a-z]+)*)+$`))
        assert.match(expectation, /^[^\n]+\.$/)
        assert.match(
          source,
          weight > 0 ? /^(Assignment, |Left open by the assignment: )/ : /^(Beyond the|Left open by the) /
        )
      }
    }
  )
})
