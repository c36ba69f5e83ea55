import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/**
 * Milliseconds after which a test has hung. Tests wait for events and for nothing else, so this is no promise about how
 * long anything takes: it is longer than any test takes on a machine with ten times more to do than it can. Tests that do
 * more than a few seconds of work have a longer one of their own.
 */
const HANG = 300_000

const APART = ["test/hostile/**/*.test.ts", "test/Cli/Plain/Form.test.ts"]

/** A worker a core: with more, a machine that has other things to do keeps a worker from its own messages for too long. */
const WORKERS = availableParallelism()

/** The files that take longest, the longest first. */
const LONGEST = [
  "test/process/Check.test.ts",
  "test/Check/WrongServers.test.ts",
  "test/Check/WrongClients.test.ts",
  "test/process/CheckGrading.test.ts",
  "test/Server/model.test.ts",
  "test/process/CheckHostile.test.ts",
  "test/hostile/leak.test.ts",
  "test/process/Usage.test.ts",
  "test/Check/WrongPairs.test.ts",
  "test/process/Scripts.test.ts",
  "test/process/TerminalKeys.test.ts",
  "test/Check/WrongBasic.test.ts",
  "test/Check/Run.test.ts",
  "test/Client/Terminal/Screen.test.ts"
]

/** Begins with the longest, so that none of them runs at the end alone. A clean checkout knows no durations to go by. */
class LongestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(name))
      return place === -1 ? LONGEST.length : place
    }
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other))
  }
}

export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    // None ends for want of work while the pool replaces them all between the projects: it would be ended twice.
    minWorkers: WORKERS,
    sequence: { sequencer: LongestFirst },
    testTimeout: HANG,
    hookTimeout: HANG,
    teardownTimeout: HANG,
    // A worker evaluates Effect once and not for every file: only the root's word counts for that, no project's.
    isolate: false,
    projects: [
      { extends: true, test: { name: "rest", include: ["test/**/*.test.ts"], exclude: APART } },
      // These count what is left of the server's objects, or put modules in the place of others: each file has all modules
      // of the sources to itself, in workers that have run nothing of the rest.
      { extends: true, test: { name: "apart", include: APART, isolate: true } }
    ]
  }
})
