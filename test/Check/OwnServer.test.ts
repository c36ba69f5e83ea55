/** Our own server, in this process, passes all cases, also those that go beyond the assignment. */
import assert from "node:assert/strict"
import { it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { Launcher } from "../../src/Check/Program/Launcher.ts"
import { Output } from "../../src/Check/Program/Output.ts"
import { suite } from "../../src/Check/Server/Suite.ts"
import * as Server from "../../src/Server.ts"
import { notPassed, results, SUITE_TIMEOUT } from "./support/Verdict.ts"

const ownServer = Layer.succeed(Launcher, ({ port }) =>
  Effect.gen(function* () {
    const scope = yield* Scope.Scope
    const channels = yield* Layer.buildWithScope(Server.layer, scope)
    const serve = Server.serve({ address: { _tag: "Tcp", host: "127.0.0.1", port } })
    yield* Effect.orDie(
      Effect.mapInputContext(serve, (own: Context.Context<Scope.Scope>) => Context.merge(channels, own))
    )
    return {
      stdout: new Output(),
      stderr: new Output(),
      write: () => Effect.void,
      endInput: Effect.void,
      processorTime: Effect.succeed(0),
      ending: Effect.never
    }
  })
)

it.live(
  "our server passes every case",
  () =>
    Effect.gen(function* () {
      assert.deepEqual(notPassed(yield* results(suite)), [])
    }).pipe(Effect.provide(ownServer)),
  SUITE_TIMEOUT
)
