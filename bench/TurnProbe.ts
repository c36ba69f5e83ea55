/**
 * How long the longest turn of a Node program's event loop was, in CPU time, so that neighbours on the machine do not count:
 * code for its process, which reads the main thread's time every millisecond and tells the largest step at the end.
 */

/** Seconds from the start of the process: what is compiled and loaded then is not a turn of the server's work, nor is its end. */
const SETTLED = 1

const code = `
  import { readFileSync } from "node:fs"
  const spent = () => Number(readFileSync("/proc/self/task/" + process.pid + "/schedstat", "latin1").split(" ")[0])
  let last, longest = 0
  let isStopping = false
  process.on("SIGTERM", () => { isStopping = true })
  const look = () => {
    if (isStopping) return
    const now = spent()
    if (last !== undefined) longest = Math.max(longest, now - last)
    last = now
  }
  setTimeout(() => setInterval(look, 1).unref(), ${SETTLED * 1000}).unref()
  process.on("exit", () => process.stderr.write("longest turn: " + longest / 1e6 + " ms\\n"))
`

/** The words of a command that begin with Node's own path, with the probe in it. */
export const probed = ([node = "", ...words]: ReadonlyArray<string>): ReadonlyArray<string> => [
  node,
  `--import=data:text/javascript,${encodeURIComponent(code)}`,
  ...words
]

/** Milliseconds, where the program has told them on its standard error. */
export const longestTurn = (said: string): number | undefined => {
  const told = /longest turn: ([\d.]+) ms/.exec(said)?.[1]
  return told === undefined ? undefined : Number(told)
}
