import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Most tests wait for other processes; the default leaves one core to nobody.
    maxWorkers: availableParallelism(),
    // Nothing waits this long: it is what a busy machine may take to start processes.
    testTimeout: 30_000
  }
})
