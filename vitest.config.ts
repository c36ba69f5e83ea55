import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

/**
 * Milliseconds after which a test has hung. Tests wait for events and for nothing else, so this is no promise about how
 * long anything takes: it is longer than any test takes on a machine with ten times more to do than it can. Tests that do
 * more than a few seconds of work have a longer one of their own.
 */
const HANG = 300_000

const APART = ["test/hostile/**/*.test.ts", "test/Cli/Plain/Form.test.ts"]

export default defineConfig({
  test: {
    // Most tests wait for other processes; the default leaves one core to nobody.
    maxWorkers: availableParallelism(),
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
