/** What a run of a suite says of a program, in the form in which tests compare it. */
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

/** Turns of the event loop in which this process, and so the program, accepts, reads and answers what there is. */
const turns = Effect.async<void>((resume) => {
  const turn = (left: number): void => void setImmediate(() => (left > 0 ? turn(left - 1) : resume(Effect.void)))
  turn(5)
})

/**
 * In one process nothing has to be waited for but what never comes; where that is a case's finding, the wait is its
 * price.
 */
const patient: WaitTimes = {
  answer: Duration.millis(2000),
  start: Duration.seconds(10),
  silence: Duration.millis(200),
  pacing: turns,
  perCase: Duration.seconds(25),
  run: Duration.minutes(2)
}

/** For programs of which no answer is expected. */
export const hasty: WaitTimes = { ...patient, answer: Duration.millis(50), silence: Duration.millis(20) }

interface Choice {
  readonly only?: ReadonlyArray<string>
  readonly except?: ReadonlyArray<string>
  readonly waits?: WaitTimes
}

/** The results of all cases, or of some. */
export const results = (
  suite: Suite,
  { except = [], only, waits = patient }: Choice = {}
): Effect.Effect<ReadonlyArray<Result>, never, Launcher> =>
  Effect.gen(function* () {
    const cases = suite.cases.filter(({ id }) => (only === undefined ? !except.includes(id) : only.includes(id)))
    return Chunk.toReadonlyArray(yield* Stream.runCollect(Run.run(yield* Run.prepare(suite), cases)))
  }).pipe(Effect.provide(Ports.layer), Effect.provideService(Timeouts, waits))

/** The ids of the cases that did not pass; those that were not tried begin with a question mark. */
export const complaints = (all: ReadonlyArray<Result>): ReadonlyArray<string> =>
  all
    .filter(({ outcome }) => outcome !== "passed")
    .map(({ case: { id }, outcome }) => (outcome === "skipped" ? `?${id}` : id))

/** What is noted with a case. */
export const notes = (all: ReadonlyArray<Result>, id: string): string =>
  all.flatMap((result) => (result.case.id === id ? result.notes : [])).join("\n")

/** The flaws that a wrong program can have, sorted: its questions, and the keys of what it prints first. */
export const flawsOf = (name: string): ReadonlyArray<string> => {
  const source = readFileSync(file(name), "utf8")
  const found = [...source.matchAll(/\bis\("([^"]+)"\)|^ {4}"(.+)": "/gm)]
  return [...new Set(found.map(([, asked, key]) => asked ?? key ?? ""))].sort()
}
