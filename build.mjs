/**
 * Builds `dist`: the bundles, `main.cjs` with the whole program, `server.cjs` and `client.cjs` with what the course's
 * command lines need; `history.cjs`, the program of the thread that keeps a history; `chat.cjs`, the executable that evaluates one of them; and for each, in a `.cache`, V8's compiled
 * code of the functions that a start and a conversation use.
 *
 * A cache is made by `node build.mjs cache NAME`, in a process of its own: it evaluates the bundle, lets it serve or
 * chat for a moment, and keeps what V8 has compiled by then. Where that does not work the program starts from its source, only
 * slower.
 *
 * npm runs it after `npm ci`, as `postprepare`, and before it packs. Not as `prepare`: npm 11 warns whoever installs
 * a packed file of such a script, although it does not run there.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { connect, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { Script } from "node:vm"
import * as esbuild from "esbuild"
import { build as buildPage } from "./page/build.mjs"

const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const bundleFile = (name) => path(`dist/${name}.cjs`)

const options = {
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  logLevel: "warning",
  // A `Script` has none.
  supported: { "dynamic-import": false },
  // Native helpers that `ws` would try to load: the package has none.
  define: { "process.env.WS_NO_BUFFER_UTIL": '"1"', "process.env.WS_NO_UTF_8_VALIDATE": '"1"' }
}

const withHistory = {
  // Native, and so a dependency of the package; loaded by those alone who keep a history. The other is a thread's program.
  external: ["libsql", "./history.cjs"],
  // Without the clients for databases elsewhere.
  alias: { "@libsql/client": "@libsql/client/sqlite3" }
}

/** The bundles, by their entries. */
const entries = { main: "src/bin.ts", server: "src/plainServer.ts", client: "src/plainClient.ts" }

const makeBundles = async () => {
  rmSync(path("dist"), { recursive: true, force: true })
  await buildPage()
  for (const [name, entry] of Object.entries(entries)) {
    await esbuild.build({
      ...options,
      entryPoints: [path(entry)],
      outfile: bundleFile(name),
      ...withHistory,
      banner: { js: "(function (require, module) {" },
      footer: { js: "})" }
    })
  }
  await esbuild.build({
    ...options,
    ...withHistory,
    entryPoints: [path("src/History/Thread.ts")],
    outfile: bundleFile("history")
  })
  await esbuild.build({
    ...options,
    entryPoints: [path("src/launch.ts")],
    outfile: bundleFile("chat"),
    banner: { js: "#!/usr/bin/env node" }
  })
  chmodSync(bundleFile("chat"), 0o755)
}

/** A module of the sources, which Node 20 cannot import as it is. */
const importSource = async (name) => {
  const { outputFiles } = await esbuild.build({ ...options, entryPoints: [path(name)], format: "esm", write: false })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`)
}

const frame = (text) => text.padEnd(200)

/** A socket to where somebody listens, as soon as somebody does. `where` is asked for the address at each attempt. */
const connected = async (where) => {
  for (let attempt = 0; attempt < 200; attempt++) {
    const address = where()
    if (address !== undefined) {
      const socket = connect(address)
      const isConnected = await new Promise((resolve) => {
        socket.once("connect", () => resolve(true))
        socket.once("error", () => resolve(false))
      })
      if (isConnected) return socket
    }
    await sleep(20)
  }
  throw new Error("nobody listens")
}

/** Where a server in this process says that it listens, once it does. */
const announcedAddress = () => {
  let port
  const write = process.stderr.write
  process.stderr.write = (text) => {
    const [, found] = /listening on port (\d+)/.exec(text) ?? []
    if (found === undefined) return write.call(process.stderr, text)
    port = Number(found)
    return true
  }
  return () => port && { host: "127.0.0.1", port }
}

const conversation = ["peer", "hello", "/create there", "/list", "/join", "hello"]

/** Waits until a text has come. */
const heard = async (socket, text) => {
  let all = ""
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    all += chunk
    if (all.includes(text)) return
  }
}

/** For each bundle, what is to be compiled: `start` starts its program. They resolve when that has been done. */
const rehearsals = {
  main: async (start, folder) => {
    const socketPath = join(folder, "socket")
    const run = (...words) => {
      process.argv = [process.execPath, "chat", ...words]
      start()
    }
    run("server", "--socket", socketPath)
    const peer = await connected(() => ({ path: socketPath }))
    peer.write(conversation.map(frame).join(""))
    run("client", "guest", "--socket", socketPath)
    await heard(peer, "[guest] bye")
  },
  server: async (start) => {
    const where = announcedAddress()
    start({ command: "server", port: 0 })
    const [peer, guest] = [await connected(where), await connected(where)]
    peer.write(conversation.map(frame).join(""))
    guest.write(["guest", "/join there", "bye"].map(frame).join(""))
    await heard(peer, "[guest] bye")
  },
  client: async (start) => {
    const server = createServer().listen(0, "127.0.0.1")
    const accepted = new Promise((resolve) => server.once("connection", resolve))
    server.once("listening", () =>
      start({ command: "client", name: "guest", host: "localhost", port: server.address().port })
    )
    const guest = await accepted
    guest.write(frame("[peer] hello"))
    await heard(guest, "bye")
  }
}

const makeCache = async (name) => {
  const CodeCache = await importSource("src/CodeCache.ts")
  const filename = bundleFile(name)
  const bundle = readFileSync(filename)
  const script = new Script(bundle.toString("latin1"), { filename })
  const start = (...words) => {
    const module = { exports: {} }
    script.runInThisContext()(createRequire(filename), module)
    module.exports.start(...words)
  }
  const folder = mkdtempSync(join(tmpdir(), "chat-build-"))
  const exit = process.exit
  try {
    process.exit = () => undefined
    await rehearsals[name](start, folder)
    writeFileSync(path(`dist/${name}.cache`), CodeCache.pack(bundle, script.createCachedData()))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  exit(0)
}

if (process.argv[2] === "cache") {
  await makeCache(process.argv[3])
} else {
  await makeBundles()
  for (const name of Object.keys(entries)) {
    const made = spawnSync(process.execPath, [path("build.mjs"), "cache", name], {
      input: "/join there\nhello\nbye\n",
      stdio: ["pipe", "ignore", "pipe"],
      timeout: 30_000
    })
    if (made.status !== 0) console.warn(`no code cache of ${name}, starts will be slower: ${made.error ?? made.stderr}`)
  }
  writeFileSync(path("dist/chat.1"), execFileSync(process.execPath, [bundleFile("chat"), "--man"]))
}
