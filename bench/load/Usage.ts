/** CPU time and memory of a process, from what the system tells: `/proc` where there is one, `ps` elsewhere. */
import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"

/** In which `/proc/PID/stat` counts, on every Linux there is. */
const TICKS_PER_SECOND = 100

const attempt = (read: () => number): number | undefined => {
  try {
    const value = read()
    return Number.isFinite(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Nanoseconds of all threads; those of a thread that has ended are lost, which a server under load does not do. */
const fromSchedule = (pid: number): number => {
  let nanoseconds = 0
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ", 1)[0])
  }
  return nanoseconds / 1e9
}

/** By hundredths of a second, with the threads that have ended. */
const fromStat = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  // The fields are counted from the end of the command's name, which may contain blanks.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

const ps = (pid: number, column: string): string => {
  const { status, stdout } = spawnSync("ps", ["-o", `${column}=`, "-p", String(pid)], { encoding: "utf8" })
  if (status !== 0) throw new Error("no such process")
  return stdout.trim()
}

/** `[[days-]hours:]minutes:seconds`. */
const fromPs = (pid: number): number =>
  ps(pid, "time")
    .split(/[-:]/)
    .reverse()
    .reduce((sum, part, place) => sum + Number(part) * ([1, 60, 3600, 86400][place] ?? Number.NaN), 0)

/** Seconds of CPU time that a process has used, in user and in system mode. */
export const cpuSeconds = (pid: number): number | undefined =>
  attempt(() => fromSchedule(pid)) ?? attempt(() => fromStat(pid)) ?? attempt(() => fromPs(pid))

/** Seconds that the main thread of a process was ready to run and had no core; only Linux tells. */
export const waitingSeconds = (pid: number): number | undefined =>
  attempt(() => Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[1]) / 1e9)

/** Bytes of memory that a process has in use. */
export const residentBytes = (pid: number): number | undefined =>
  attempt(() => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024) ??
  attempt(() => Number(ps(pid, "rss")) * 1024)
