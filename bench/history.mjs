/** Bundles and runs `HistoryFile.ts`: `node bench/history.mjs FOLDER [EVENTS]`. */
import { mkdirSync, rmSync } from "node:fs"
import { fileURLToPath, pathToFileURL } from "node:url"
import * as esbuild from "esbuild"

const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const [folder, events = "10000000"] = process.argv.slice(2)
if (folder === undefined) throw new Error("usage: node bench/history.mjs FOLDER [EVENTS]")

const cache = path("../node_modules/.cache/bench-history")
mkdirSync(cache, { recursive: true })
const outfile = `${cache}/history.cjs`
await esbuild.build({
  entryPoints: [path("HistoryFile.ts")],
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  outfile,
  external: ["libsql"],
  alias: { "@libsql/client": "@libsql/client/sqlite3" },
  logLevel: "warning"
})
const { run } = await import(pathToFileURL(outfile).href)
try {
  await run(folder, Number(events))
} finally {
  rmSync(outfile)
}
