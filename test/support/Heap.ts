/** The heap of this process, after a collection that leaves nothing to chance. */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

const collectGarbage: () => void = (() => {
  setFlagsFromString("--expose-gc")
  return runInNewContext("gc")
})()

/** Bytes that are in use. */
export const heapUsed = (): number => {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
