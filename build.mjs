/**
 * Builds `dist`: `main.cjs`, the whole program bundled and minified; `chat.cjs`, the executable that evaluates it; and
 * `main.cache`, V8's compiled code of the functions that a start and a conversation use; and `chat.1`, the manual.
 *
 * The cache is made by `node build.mjs cache`, in a process of its own: it evaluates the bundle, lets it serve and chat
 * for a moment over a Unix socket in a temporary folder, and keeps what V8 has compiled by then. Where that does not
 * work the program starts from its source, only slower.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { Script } from "node:vm"
import * as esbuild from "esbuild"

const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const mainFile = path("dist/main.cjs")
const cacheFile = path("dist/main.cache")

const options = {
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  logLevel: "warning",
  // A `Script` has none.
  supported: { "dynamic-import": false }
}

const makeBundles = async () => {
  rmSync(path("dist"), { recursive: true, force: true })
  await esbuild.build({
    ...options,
    entryPoints: [path("src/bin.ts")],
    outfile: mainFile,
    banner: { js: "(function (require) {" },
    footer: { js: "})" }
  })
  await esbuild.build({
    ...options,
    entryPoints: [path("src/launch.ts")],
    outfile: path("dist/chat.cjs"),
    banner: { js: "#!/usr/bin/env node" }
  })
  chmodSync(path("dist/chat.cjs"), 0o755)
}

const frame = (text) => text.padEnd(200)

/** Connects when somebody listens, and resolves to a function that sends a frame and one that waits for a text. */
const join_ = async (socketPath) => {
  for (let attempt = 0; attempt < 200; attempt++) {
    const socket = connect(socketPath)
    const connected = await new Promise((resolve) => {
      socket.once("connect", () => resolve(true))
      socket.once("error", () => resolve(false))
    })
    if (connected) return socket
    await sleep(20)
  }
  throw new Error("nobody listens")
}

/** A module of the sources, which Node 20 cannot import as it is. */
const importSource = async (name) => {
  const { outputFiles } = await esbuild.build({
    ...options,
    entryPoints: [path(name)],
    format: "esm",
    write: false
  })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`)
}

const makeCache = async () => {
  const CodeCache = await importSource("src/CodeCache.ts")
  const bundle = readFileSync(mainFile)
  const script = new Script(bundle.toString("latin1"), { filename: mainFile })
  const run = (...args) => {
    process.argv = [process.execPath, "chat", ...args]
    script.runInThisContext()(createRequire(mainFile))
  }
  const folder = mkdtempSync(join(tmpdir(), "chat-build-"))
  const socketPath = join(folder, "socket")
  const exit = process.exit
  try {
    process.exit = () => undefined
    run("server", "--socket", socketPath)
    const peer = await join_(socketPath)
    for (const text of ["peer", "hello", "/create there", "/list", "/join", "hello"]) peer.write(frame(text))
    run("client", "guest", "--socket", socketPath)
    let heard = ""
    for await (const chunk of peer) {
      heard += chunk
      if (heard.includes("[guest] bye")) break
    }
    writeFileSync(cacheFile, CodeCache.pack(bundle, script.createCachedData()))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  exit(0)
}

if (process.argv[2] === "cache") {
  await makeCache()
} else {
  await makeBundles()
  const made = spawnSync(process.execPath, [path("build.mjs"), "cache"], {
    input: "/join there\nhello\nbye\n",
    stdio: ["pipe", "ignore", "pipe"],
    timeout: 30_000
  })
  if (made.status !== 0) console.warn(`no code cache, starts will be slower: ${made.error ?? made.stderr}`)
  writeFileSync(path("dist/chat.1"), execFileSync(process.execPath, [path("dist/chat.cjs"), "--man"]))
}
