/** The built program beside a code cache that does not fit it, or not any more. */
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { cpSync, readFileSync, truncateSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as CodeCache from "../../src/CodeCache.ts"
import { executable, run } from "./support/Program.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"

const built = dirname(executable)

/** A copy of the program, to be damaged. */
const copied = Effect.map(temporaryPath, (folder) => {
  cpSync(built, folder, { recursive: true })
  return { program: join(folder, "chat.cjs"), bundle: join(folder, "main.cjs"), cache: join(folder, "main.cache") }
})

/** Every byte from a place on, in steps, with a bit flipped. */
const damage = (file: string, from: number, step: number): void => {
  const bytes = readFileSync(file)
  for (let at = from; at < bytes.length; at += step) bytes[at] = (bytes[at] as number) ^ (1 << (at & 7))
  writeFileSync(file, bytes)
}

const assertHelps = (program: string) =>
  Effect.gen(function* () {
    const { status, stdout } = yield* run(["--help"], { copy: program })
    assert.match(stdout, /Channel chat over TCP/)
    assert.equal(status, 0)
  })

/** Whether V8 rejects a cache, asked in a process of its own: the flags of this one may not be those that it starts with. */
const isRejected = (bundle: string, cachedData: Uint8Array): string =>
  execFileSync(
    process.execPath,
    [
      "-p",
      `const { readFileSync } = require("node:fs")
       const source = readFileSync(process.argv[1], "latin1")
       new (require("node:vm").Script)(source, { cachedData: readFileSync(0) }).cachedDataRejected`,
      bundle
    ],
    { input: cachedData, encoding: "utf8" }
  ).trim()

describe("the built code cache", () => {
  it.each(["main", "server", "client"])("is one that V8 takes: %s", (name) => {
    const bundle = readFileSync(join(built, `${name}.cjs`))
    const cachedData = CodeCache.unpack(bundle, readFileSync(join(built, `${name}.cache`)))
    assert.ok(cachedData !== undefined)
    assert.equal(isRejected(join(built, `${name}.cjs`), cachedData), "false")
  })

  it.scopedLive("is ignored after an edit that keeps the bundle's length: the new code runs", () =>
    Effect.gen(function* () {
      const { bundle, program } = yield* copied
      const text = readFileSync(bundle, "latin1")
      writeFileSync(bundle, text.replaceAll("Channel chat over TCP", "Channel talk over TCP"), "latin1")
      const { stdout } = yield* run(["--help"], { copy: program })
      assert.match(stdout, /Channel talk over TCP/)
    })
  )

  it.scopedLive("is ignored when bits of it are flipped: the program starts from its source", () =>
    Effect.gen(function* () {
      for (const [from, step] of [
        [0, 1_000_000_000],
        [8, 700],
        [100_000, 11],
        [200_000, 100_000]
      ] as const) {
        const { cache, program } = yield* copied
        damage(cache, from, step)
        yield* assertHelps(program)
      }
    })
  )

  it.scopedLive("is ignored when it is cut short", () =>
    Effect.gen(function* () {
      const { cache, program } = yield* copied
      for (const size of [100_000, 8, 3, 0]) {
        truncateSync(cache, size)
        yield* assertHelps(program)
      }
    })
  )
})
