/**
 * The executable `chat`: evaluates the bundle beside it, `main.cjs`, from V8's code cache, `main.cache`, both made by the
 * build. Compiling the bundle anew would be a third of the time to start, and a program of the course's own gives a
 * server 0.1 s. A cache made by another version of Node is rejected by V8, and the bundle is compiled as usual.
 */
import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { Script } from "node:vm"

const filename = join(__dirname, "main.cjs")
const cache = join(__dirname, "main.cache")

const script = new Script(readFileSync(filename, "utf8"), {
  filename,
  ...(existsSync(cache) ? { cachedData: readFileSync(cache) } : {})
})

script.runInThisContext()(createRequire(filename))
