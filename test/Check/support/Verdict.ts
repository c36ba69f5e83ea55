/** The results of a suite for a program in this process, in the form in which tests compare them. */
import { readFileSync } from "node:fs"
import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Launcher } from "../../../src/Check/Program/Launcher.ts"
import { Ports } from "../../../src/Check/Program/Ports.ts"
import type { Result } from "../../../src/Check/Result.ts"
import * as Run from "../../../src/Check/Run.ts"
import type { Suite } from "../../../src/Check/Suite.ts"
import { Timeouts, type WaitTimes } from "../../../src/Check/Timeouts.ts"
import { file } from "./Wrong.ts"

/** Turns of the event loop in which the program, which runs in this process, accepts, reads and answers what has come. */
const turns = Effect.async<void>((resume) => {
  const turn = (left: number): void => void setImmediate(() => (left > 0 ? turn(left - 1) : resume(Effect.void)))
  turn(5)
})

/**
 * Milliseconds for a test that runs a whole suite. It waits for every reply that a wrong program does not send, and for a
 * silence many times where the program has no barrier: most of a minute when other tests keep the processors busy.
 */
export const SUITE_TIMEOUT = 300_000

/** Only what never comes is waited for: that is what a case that finds it missing costs. */
const patient: WaitTimes = {
  answer: Duration.millis(2000),
  start: Duration.seconds(10),
  silence: Duration.millis(200),
  pacing: turns,
  tick: Duration.millis(20),
  perCase: Duration.seconds(25),
  run: Duration.hours(1)
}

/** For programs that are not expected to answer. */
export const hasty: WaitTimes = { ...patient, answer: Duration.millis(50), silence: Duration.millis(20) }

interface Choice {
  readonly only?: ReadonlyArray<string>
  readonly except?: ReadonlyArray<string>
  readonly timeouts?: WaitTimes
}

/** The results of all cases, or of some, on ports that several runs share. */
export const resultsOn = (
  suite: Suite,
  { except = [], only, timeouts = patient }: Choice = {}
): Effect.Effect<ReadonlyArray<Result>, never, Launcher | Ports> =>
  Effect.gen(function* () {
    const cases = suite.cases.filter(({ id }) => (only === undefined ? !except.includes(id) : only.includes(id)))
    return Chunk.toReadonlyArray(yield* Stream.runCollect(Run.run(yield* Run.prepare(suite), cases)))
  }).pipe(Effect.provideService(Timeouts, timeouts))

/** The results of all cases, or of some. */
export const results = (suite: Suite, choice: Choice = {}): Effect.Effect<ReadonlyArray<Result>, never, Launcher> =>
  Effect.provide(resultsOn(suite, choice), Ports.layer)

/** The ids of the cases that did not pass; those that were not tried begin with a question mark. */
export const notPassed = (all: ReadonlyArray<Result>): ReadonlyArray<string> =>
  all
    .filter(({ outcome }) => outcome !== "passed")
    .map(({ case: { id }, outcome }) => (outcome === "skipped" ? `?${id}` : id))

/** The notes of a case. */
export const notes = (all: ReadonlyArray<Result>, id: string): string =>
  all.flatMap((result) => (result.case.id === id ? result.notes : [])).join("\n")

/** The flaws that a wrong program can have, sorted: the names that its source asks for, and the keys of its tables. */
export const flawsOf = (name: string): ReadonlyArray<string> => {
  const source = readFileSync(file(name), "utf8")
  const found = [...source.matchAll(/\bis\("([^"]+)"\)|^ {4}"(.+)": "/gm)]
  return [...new Set(found.map(([, name, key]) => name ?? key ?? ""))].sort()
}
