/** The processes that the benchmark starts: on which core they run, and that none of them outlives it. */
import { type ChildProcess, type StdioOptions, spawn, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"

const started = new Set<ChildProcess>()

process.on("exit", () => {
  for (const child of started) child.kill("SIGKILL")
})
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130))

/** The processors that this process may run on, as `taskset` numbers them. */
const allowed = (): ReadonlyArray<number> => {
  try {
    const list = /^Cpus_allowed_list:\s+(\S+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? ""
    return list.split(",").flatMap((range) => {
      const [first = 0, last = first] = range.split("-").map(Number)
      return Array.from({ length: last - first + 1 }, (_, place) => first + place)
    })
  } catch {
    return []
  }
}

const cores = allowed()

/** Whether the server and the load each get a core to themselves, which makes runs alike. */
export const isPinned = cores.length > 1 && spawnSync("taskset", ["--version"]).status === 0

/** Who runs: the server on the first core, the load on the second; anything else where there is room. */
export type Role = "server" | "load" | "other"

export const start = (role: Role, words: ReadonlyArray<string>, stdio: StdioOptions): ChildProcess => {
  const core = String(cores[role === "server" ? 0 : 1])
  const [file = "", ...args] = isPinned && role !== "other" ? ["taskset", "-c", core, ...words] : words
  const child = spawn(file, args, { stdio })
  started.add(child)
  // One that could not be started reports an error and never an exit.
  child.on("error", () => started.delete(child))
  child.on("exit", () => started.delete(child))
  return child
}

export const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null || child.pid === undefined

/** Asks a process to end, and makes it after three seconds. */
export const stop = async (child: ChildProcess): Promise<void> => {
  child.kill("SIGTERM")
  for (let waited = 0; waited < 300 && !hasEnded(child); waited++) await sleep(10)
  if (!hasEnded(child)) child.kill("SIGKILL")
}
