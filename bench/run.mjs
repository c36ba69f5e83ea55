/**
 * `npm run bench`: bundles the benchmark into a temporary folder, because Node 20 does not run TypeScript, and runs it
 * there against the server that the build has made.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import * as esbuild from "esbuild"

const path = (name) => fileURLToPath(new URL(name, import.meta.url))

const chat = path("../dist/chat.cjs")
if (!existsSync(chat)) {
  console.error("there is no dist/chat.cjs: npm run build")
  process.exit(1)
}
const folder = mkdtempSync(join(tmpdir(), "chat-bench-"))
process.on("exit", () => rmSync(folder, { recursive: true, force: true }))
await esbuild.build({
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  logLevel: "warning",
  outExtension: { ".js": ".mjs" },
  outdir: folder,
  entryPoints: {
    bench: path("Bench.ts"),
    load: path("load/Load.ts"),
    yardstick: path("yardstick/TickServer.ts"),
    webYardstick: path("yardstick/WebTickServer.ts")
  }
})
await esbuild.stop()

const { run } = await import(pathToFileURL(join(folder, "bench.mjs")).href)
process.exitCode = await run(process.argv.slice(2), {
  chat,
  load: join(folder, "load.mjs"),
  yardstick: join(folder, "yardstick.mjs"),
  data: folder,
  webYardstick: join(folder, "webYardstick.mjs")
})
