/**
 * The executable `chat`: evaluates the bundle beside it, `main.cjs`, from V8's code cache, `main.cache`, both made by the
 * build. Compiling the bundle anew would be a third of the time to start, and a program of the course's own gives a
 * server 0.1 s. Where the cache is not there or does not fit (`CodeCache`), the bundle is compiled as usual.
 */
import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { Script } from "node:vm"
import * as CodeCache from "./CodeCache.ts"

const filename = join(__dirname, "main.cjs")
const cache = join(__dirname, "main.cache")

const bundle = readFileSync(filename)
const cachedData = existsSync(cache) ? CodeCache.unpack(bundle, readFileSync(cache)) : undefined

// The build escapes everything but ASCII, and Latin-1 is read without looking at each byte.
const script = new Script(bundle.toString("latin1"), { filename, ...(cachedData === undefined ? {} : { cachedData }) })

script.runInThisContext()(createRequire(filename))
