/** Start-up: from the start of a process until it listens, against Node doing nothing. On whichever core is free. */
import type { Result } from "./load/Workload.ts"
import * as Process from "./Process.ts"
import type { Command } from "./Server.ts"
import * as Server from "./Server.ts"

export const BARE_NODE = "node -e 0"

const result = (startup: number): Result => ({ figures: { startup }, faults: [] })

export const bareNode = (): Promise<Result> =>
  new Promise((resolve, reject) => {
    const before = performance.now()
    const child = Process.start("other", [process.execPath, "-e", "0"], "ignore")
    child.on("error", reject)
    child.on("exit", () => resolve(result(performance.now() - before)))
  })

export const server = async (command: Command): Promise<Result> => {
  const { process, startup } = await Server.start(command, "other")
  await Process.stop(process)
  return result(startup)
}
