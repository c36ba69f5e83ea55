/** The package: packed, installed into an empty prefix, and run from there. It needs Node, and SQLite for the history. */
import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { mkdir, readdir, readFile } from "node:fs/promises"
import { builtinModules } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import manifest from "../../package.json" with { type: "json" }
import { environment, executable } from "./support/Program.ts"
import { temporaryPath } from "./support/TemporaryPath.ts"

const repository = fileURLToPath(new URL("../..", import.meta.url))

const execute = promisify(execFile)

/** Runs npm; what it has fetched before, it does not fetch again. */
const npm = (...args: ReadonlyArray<string>) =>
  Effect.promise(() => execute("npm", [...args, "--prefer-offline"], { cwd: repository }))

/** Packs what the build has made, and installs it for nobody else: with scripts, of which npm would warn. */
const install = Effect.gen(function* () {
  const folder = yield* temporaryPath
  const prefix = join(folder, "prefix")
  yield* Effect.promise(() => mkdir(prefix, { recursive: true }))
  const packed = yield* npm("pack", "--ignore-scripts", "--json", "--pack-destination", folder)
  const [{ filename, files }] = JSON.parse(packed.stdout)
  const installed = yield* npm("install", "--global", "--prefix", prefix, join(folder, filename))
  return { prefix, files: files.map(({ path }: { path: string }) => path), said: installed.stderr }
})

describe("the package", () => {
  it.scopedLive("installs with one dependency, without a warning, and runs", () =>
    Effect.gen(function* () {
      const { files, prefix, said } = yield* install
      assert.equal(said, "")
      for (const file of [
        "README.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "docs/PROTOCOL.md",
        ...["main", "server", "client"].flatMap((name) => [`dist/${name}.cjs`, `dist/${name}.cache`]),
        "dist/chat.1"
      ])
        assert.ok(files.includes(file), `${file} is missing among ${files}`)
      const modules = join(prefix, "lib", "node_modules")
      assert.deepEqual(
        (yield* Effect.promise(() => readdir(modules))).filter((name) => !name.startsWith(".")),
        [manifest.name]
      )
      assert.deepEqual(yield* Effect.promise(() => readdir(join(modules, manifest.name, "node_modules"))), [
        "@libsql",
        "@neon-rs",
        "detect-libc",
        "libsql"
      ])
      const { stderr, stdout } = yield* Effect.promise(() =>
        execute(join(prefix, "bin", "chat"), ["--version"], { env: environment() })
      )
      assert.ok(stdout.includes(manifest.version))
      const manual = join(prefix, "share", "man", "man1", "chat.1")
      assert.match(yield* Effect.promise(() => readFile(manual, "utf8")), /^\.TH CHAT 1 /)
      assert.equal(stderr, "")
      const data = join(prefix, "data")
      const history = yield* Effect.promise(() =>
        execute(join(prefix, "bin", "chat"), ["history", "--data", data, "--import", "/dev/null"], {
          env: environment()
        })
      )
      assert.match(history.stderr, /0 events have been added/)
    })
  )

  it.live.each([
    { name: "main", more: ["libsql"] },
    { name: "history", more: ["libsql"] },
    { name: "server", more: [] },
    { name: "client", more: [] }
  ])("loads only what Node brings along, and SQLite for a history: $name", ({ more, name }) =>
    Effect.gen(function* () {
      const bundle = yield* Effect.promise(() => readFile(join(dirname(executable), `${name}.cjs`), "utf8"))
      const loaded = new Set(Array.from(bundle.matchAll(/\brequire\("([^"]+)"\)/g), ([, name = ""]) => name))
      assert.ok(loaded.has(name === "history" ? "node:worker_threads" : "node:net"))
      const isBuiltin = (name: string) => builtinModules.includes(name.replace(/^node:/, ""))
      assert.deepEqual(
        [...loaded].filter((name) => !isBuiltin(name)),
        more
      )
    })
  )
})
