/** What holds for the cases of all targets. */
import assert from "node:assert/strict"
import { it } from "@effect/vitest"
import { suites } from "../../src/Check/Suites.ts"

it("ids are unique, and begin with what is checked", () => {
  const ids = Object.entries(suites).flatMap(([target, { cases }]) =>
    cases.map(({ id }) => {
      assert.ok(id.startsWith(`${target}.`), id)
      return id
    })
  )
  assert.equal(new Set(ids).size, ids.length)
})

it("a connection that breaks costs no points, because the assignment's clients and servers disconnect in order", () => {
  const resets = Object.values(suites).flatMap(({ cases }) => cases.filter(({ id }) => id.endsWith(".reset")))
  assert.deepEqual(
    resets.map(({ id, weight }) => [id, weight]),
    [
      ["server.name.reset", 0],
      ["server.leave.reset", 0],
      ["client.end.reset", 0],
      ["basic-server.reset", 0]
    ]
  )
})
