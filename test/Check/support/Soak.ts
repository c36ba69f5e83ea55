/**
 * A program judged many times: every case must come to the same outcome each time, whatever else the machine does.
 *
 * `SOAK_RUNS` is the number of times. With it they run beside busy loops; without it, as in the whole suite, there are two
 * runs and no loops, which takes seconds.
 */
import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { availableParallelism } from "node:os"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

const RUNS = process.env["SOAK_RUNS"]

export const isLong = RUNS !== undefined

const runs = Number(RUNS ?? 2)

/** Milliseconds for all runs of one program: what a check may take at the most, each time. */
export const SOAK_TIMEOUT = runs * 300_000

/** A case's outcome in one run, and what came instead where it did not pass. */
export interface Judged {
  readonly id: string
  readonly outcome: string
  readonly actual: string | undefined
}

const spin = `const end = Date.now() + ${SOAK_TIMEOUT}; while (Date.now() < end && process.ppid === ${process.pid});`

/** Busy loops, as many as there are cores. They end with the scope, and by themselves when the process that made them has. */
const busyLoops: Effect.Effect<void, never, Scope.Scope> = Effect.forEach(
  Array.from({ length: isLong ? availableParallelism() : 0 }),
  () =>
    Effect.acquireRelease(
      Effect.sync(() => spawn(process.execPath, ["-e", spin], { stdio: "ignore" })),
      (child) => Effect.sync(() => child.kill("SIGKILL"))
    ),
  { discard: true }
)

/** The cases that came to several outcomes, each with what it came to and how often. */
export const differences = (all: ReadonlyArray<ReadonlyArray<Judged>>): ReadonlyArray<string> => {
  const byCase = new Map<string, Array<Judged>>()
  for (const judged of all.flat()) byCase.set(judged.id, [...(byCase.get(judged.id) ?? []), judged])
  return Array.from(byCase).flatMap(([id, judged]) => {
    const byOutcome = new Map<string, Array<Judged>>()
    for (const one of judged) byOutcome.set(one.outcome, [...(byOutcome.get(one.outcome) ?? []), one])
    if (byOutcome.size === 1 && judged.length === all.length) return []
    const said = Array.from(byOutcome, ([outcome, ones]) => {
      const actual = [...new Set(ones.flatMap(({ actual }) => actual ?? []))]
      return `${outcome} ${ones.length} of ${all.length} times${actual.length === 0 ? "" : ` (${actual.join("; ")})`}`
    })
    return [`${id}: ${said.join(", ")}`]
  })
}

/** Runs a check many times, so many at a time, and returns how many seconds each took, sorted, when no case differed. */
export const soak = <E, R>(
  check: Effect.Effect<ReadonlyArray<Judged>, E, R>,
  concurrency: number
): Effect.Effect<ReadonlyArray<number>, E, R> =>
  Effect.gen(function* () {
    yield* busyLoops
    const all = yield* Effect.replicateEffect(Effect.timed(check), runs, { concurrency })
    assert.deepEqual(differences(all.map(([, judged]) => judged)), [])
    return all.map(([took]) => Duration.toSeconds(took)).sort((a, b) => a - b)
  }).pipe(Effect.scoped)
