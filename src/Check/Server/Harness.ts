/** The harness for a server under check: starts it, and connects the peers of a script to it. */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Failure, Mismatch } from "../Mismatch.ts"
import * as Peer from "../Peer.ts"
import * as ServerProgram from "../Program/ServerProgram.ts"
import type { Environment } from "../Suite.ts"
import { Timeouts } from "../Timeouts.ts"
import { note, type Trace } from "../Trace.ts"
import { findTraits } from "./TraitsSearch.ts"

export type Script = Effect.Effect<void, Failure, ServerHarness | Trace | Scope.Scope>

export class ServerHarness extends Context.Tag("chat/Check/ServerHarness")<
  ServerHarness,
  {
    /** Connects and sends nothing: to the server this client has no name yet. */
    readonly connect: (name: string) => Effect.Effect<Peer.Peer, Mismatch, Trace | Scope.Scope>
  }
>() {}

/** Starts the server and runs the script, after which the server must still run. */
const runScript =
  (traits: Peer.Traits) =>
  (script: Script): Effect.Effect<void, Failure, Environment> =>
    Effect.gen(function* () {
      const { connect, program } = yield* ServerProgram.start
      const harness: ServerHarness["Type"] = {
        connect: (name) => Effect.flatMap(connect, (connection) => Peer.make(name, connection, traits))
      }
      yield* Effect.provideService(script, ServerHarness, harness)
      yield* ServerProgram.assertRunning(program)
    })

/** Finds out whether the server can be checked, and how. */
export const prepare = Effect.gen(function* () {
  const traits = yield* findTraits
  if (traits.barrier === undefined) {
    const { silence } = yield* Timeouts
    yield* note(
      `It answers no error without changing something, so where nothing must come a silence of ${Duration.format(silence)} is waited for.`
    )
  }
  return runScript(traits)
})
