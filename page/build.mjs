/**
 * Builds the page: `page/dist/assets.js`, a module with its files, plain and compressed, which the program's bundle
 * contains. The names of script and style change with their contents, so that browsers may keep them for good.
 */
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { brotliCompressSync, constants } from "node:zlib"
import * as esbuild from "esbuild"

const path = (name) => fileURLToPath(new URL(name, import.meta.url))

const compress = (bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length
    }
  })

const hash = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 10)

const asset = (path, type, bytes, isHashed) => ({
  path,
  type,
  isHashed,
  identity: bytes.toString("base64"),
  brotli: compress(bytes).toString("base64")
})

export const build = async () => {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path("main.tsx"), path("app.css")],
    outdir: path("dist"),
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["es2022", "chrome123", "firefox120", "safari17.5"],
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "warning"
  })
  const bytesOf = (extension) => Buffer.from(outputFiles.find((file) => file.path.endsWith(extension)).contents)
  const js = bytesOf(".js")
  const css = bytesOf(".css")
  const names = { js: `/app.${hash(js)}.js`, css: `/app.${hash(css)}.css` }
  const html = readFileSync(path("index.html"), "utf8").replace(/{{(\w+)}}/g, (_, name) => names[name])
  const assets = [
    asset("/", "text/html; charset=utf-8", Buffer.from(html), false),
    asset(names.js, "text/javascript; charset=utf-8", js, true),
    asset(names.css, "text/css; charset=utf-8", css, true),
    asset("/icon.svg", "image/svg+xml", readFileSync(path("icon.svg")), false)
  ]
  mkdirSync(path("dist"), { recursive: true })
  writeFileSync(path("dist/assets.js"), `export const assets = ${JSON.stringify(assets)}\n`)
}
