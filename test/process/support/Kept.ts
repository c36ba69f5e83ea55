/** What a server has kept, as `chat history --json` says it. */
import assert from "node:assert/strict"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { run, type ServerProgram, startServer } from "./Program.ts"
import { temporaryPath } from "./TemporaryPath.ts"

export interface KeptLine {
  readonly channel: string
  readonly type: "channel" | "message" | "joined" | "left" | "topic" | "gap"
  readonly n: number
  readonly at: number
  readonly from: string | number
  readonly text: string
  readonly to: number
  readonly epoch: string
}

/** A folder for a history that is not there yet. */
export const dataFolder: Effect.Effect<string, never, Scope.Scope> = Effect.map(temporaryPath, (path) =>
  join(path, "..", "data")
)

export const startKeeping = (
  folder: string,
  ...flags: ReadonlyArray<string>
): Effect.Effect<ServerProgram, never, Scope.Scope> => startServer("127.0.0.1", { flags: ["--data", folder, ...flags] })

/** Ends the server in order. */
export const stop = (server: ServerProgram) =>
  Effect.gen(function* () {
    yield* server.signal("SIGTERM")
    assert.deepEqual(yield* server.exit, { status: 0, signal: null })
  })

export const kept = (folder: string, ...words: ReadonlyArray<string>) =>
  Effect.map(run(["history", "--data", folder, "--json", ...words]), ({ status, stderr, stdout }) => {
    assert.deepEqual([status, stderr], [0, ""])
    return Buffer.from(stdout, "latin1")
      .toString()
      .split("\n")
      .slice(0, -1)
      .map((line): KeptLine => JSON.parse(line))
  })

/** Fails unless the numbers of a channel follow on each other, where a gap stands for all that it covers. */
export const assertContiguous = (lines: ReadonlyArray<KeptLine>): void => {
  let next = 1
  for (const { from, n, to, type } of lines.filter(({ type }) => type !== "channel")) {
    assert.equal(n, next)
    if (type === "gap") assert.ok(from === n && to >= n)
    next = type === "gap" ? to + 1 : n + 1
  }
}
