/**
 * The executable `chat`: evaluates one of the bundles beside it, from V8's code cache of it. All of that is made by the
 * build. A program of the course's own gives a server 0.1 s to start, and compiling a bundle anew would be a third of
 * that. Where the cache is not there or does not fit (`CodeCache`), the bundle is compiled as usual.
 *
 * `server.cjs` and `client.cjs` are for the command lines of the course (`Cli/Plain/Form`), `main.cjs` is for every other one.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { isatty } from "node:tty"
import { Script } from "node:vm"
import type * as Main from "./bin.ts"
import * as Form from "./Cli/Plain/Form.ts"
import * as CodeCache from "./CodeCache.ts"
import type * as PlainClient from "./plainClient.ts"
import type * as PlainServer from "./plainServer.ts"

/** Evaluates a bundle, and returns what it exports. */
const evaluate = (name: string): unknown => {
  const filename = join(__dirname, `${name}.cjs`)
  const cache = join(__dirname, `${name}.cache`)
  const bundle = readFileSync(filename)
  const cachedData = existsSync(cache) ? CodeCache.unpack(bundle, readFileSync(cache)) : undefined
  // The build escapes everything but ASCII, and Latin-1 is read without looking at each byte.
  const source = bundle.toString("latin1")
  const script = new Script(source, { filename, ...(cachedData === undefined ? {} : { cachedData }) })
  const module = { exports: {} }
  script.runInThisContext()(require, module)
  return module.exports
}

const form = Form.recognise(process.argv.slice(2), {
  environment: process.env,
  isTerminal: isatty(0) && isatty(1)
})
if (form === undefined) (evaluate("main") as typeof Main).start()
else if ("host" in form) (evaluate("client") as typeof PlainClient).start(form)
else (evaluate("server") as typeof PlainServer).start(form)
