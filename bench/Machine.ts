/** The machine that figures are true of. */
import { cpus, loadavg, release, totalmem, type } from "node:os"
import * as Process from "./Process.ts"

export const describe = (): string => {
  const processors = cpus()
  const model = processors[0]?.model.trim() || "unknown processor"
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  const pinning = Process.isPinned ? "server and load on a core each" : "server and load not pinned to cores"
  const busy = `load average ${(loadavg()[0] ?? 0).toFixed(2)} at the start`
  return `${model}, ${processors.length} cores, ${memory}; ${type()} ${release()}; Node ${process.version}; ${pinning}; ${busy}`
}
