import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Nothing waits this long: it is what a busy machine may take to start processes.
    testTimeout: 30_000
  }
})
