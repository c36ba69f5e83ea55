/**
 * Processes that a program has started and that have left its process group, as a daemon does: a signal to the group does
 * not reach them. Each inherits the environment, in which every program under check has a mark of its own.
 *
 * Found through `/proc`; where there is none, as on macOS, or where a process has emptied its environment, it is not found.
 */
import { readdir, readFile } from "node:fs/promises"
import * as Effect from "effect/Effect"

/** The variable with the mark. */
export const MARK = "CHECKED_BY_CHAT"

/** Rounds of looking: a process that is found may have started another one meanwhile. */
const ROUNDS = 3

/** All processes of the system; none where it does not tell. */
export const processes: Effect.Effect<ReadonlySet<string>> = Effect.tryPromise(() => readdir("/proc")).pipe(
  Effect.map((names) => new Set(names.filter((name) => /^\d+$/.test(name)))),
  Effect.orElseSucceed(() => new Set<string>())
)

/** Whether a process has this mark; another user's cannot be read, and is none that we have started. */
const has = (mark: string) => (pid: string) =>
  Effect.tryPromise(() => readFile(`/proc/${pid}/environ`, "latin1")).pipe(
    Effect.map((environment) => environment.split("\0").includes(`${MARK}=${mark}`)),
    Effect.orElseSucceed(() => false)
  )

const kill = (pid: string) =>
  Effect.sync(() => {
    try {
      process.kill(Number(pid), "SIGKILL")
    } catch {
      // ESRCH: it has ended by itself.
    }
  })

/** Ends all processes with this mark; those that ran before the program did are not looked at. */
export const end = (mark: string, before: ReadonlySet<string>): Effect.Effect<void> =>
  Effect.gen(function* () {
    for (let round = 0; round < ROUNDS; round++) {
      const later = Array.from(yield* processes).filter((pid) => !before.has(pid))
      const found = yield* Effect.filter(later, has(mark))
      if (found.length === 0) return
      yield* Effect.forEach(found, kill, { discard: true })
    }
  })
