import assert from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as TestClock from "effect/TestClock"
import * as RepeatedWarning from "../src/RepeatedWarning.ts"

describe("a repeated warning", () => {
  it.effect("counts every occurrence, and is logged at once and then at most once a minute", () => {
    const reports: Array<string> = []
    const logger = Logger.make(({ message }) => void reports.push(String(message)))
    return Effect.gen(function* () {
      const warn = yield* RepeatedWarning.make
      warn("no descriptors")
      warn("no descriptors")
      yield* TestClock.adjust("59 seconds")
      warn("no descriptors")
      yield* TestClock.adjust("1 second")
      warn("no memory")
      assert.deepEqual(reports, ["no descriptors (1 since the start)", "no memory (4 since the start)"])
    }).pipe(Effect.provide(Logger.replace(Logger.defaultLogger, logger)))
  })
})
