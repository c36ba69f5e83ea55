import assert from "node:assert/strict"
import { expect, it } from "@effect/vitest"
import { assets } from "#page"

const bytes = (base64: string): number => Buffer.from(base64, "base64").length

it("the page is small: 30 kB on the wire in all, 80 kB of script", () => {
  assert.deepEqual(
    assets.map(({ path }) => path.replace(/[0-9a-f]{10}/, "HASH")),
    ["/", "/app.HASH.js", "/app.HASH.css", "/icon.svg"]
  )
  expect(assets.reduce((sum, { brotli }) => sum + bytes(brotli), 0)).toBeLessThanOrEqual(30_000)
  expect(bytes(assets[1]?.identity ?? "")).toBeLessThanOrEqual(80_000)
})
