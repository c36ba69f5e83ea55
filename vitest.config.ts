import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

/**
 * Milliseconds after which a test has hung. Tests wait for events and for nothing else, so this is no promise about how
 * long anything takes: it is longer than any test takes on a machine with ten times more to do than it can. Tests that do
 * more than a few seconds of work have a longer one of their own.
 */
const HANG = 300_000

const HOSTILE = "test/hostile/**/*.test.ts"

export default defineConfig({
  test: {
    // Most tests wait for other processes; the default leaves one core to nobody.
    maxWorkers: availableParallelism(),
    testTimeout: HANG,
    hookTimeout: HANG,
    teardownTimeout: HANG,
    projects: [
      // A worker that evaluates Effect once, and not for every file, halves the time of the whole.
      { extends: true, test: { name: "rest", include: ["test/**/*.test.ts"], exclude: [HOSTILE], isolate: false } },
      // These count what the process holds, and must have one to themselves.
      { extends: true, test: { name: "hostile", include: [HOSTILE] } }
    ]
  }
})
