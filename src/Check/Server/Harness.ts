/** The stage for a server under check: it listens, and scripts connect to it. */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { Mismatch } from "../Mismatch.ts"
import type { Barrier } from "../Peer/Barrier.ts"
import { Peer } from "../Peer.ts"
import * as ServerProgram from "../Program/ServerProgram.ts"
import type { Environment } from "../Suite.ts"
import { Timeouts } from "../Timeouts.ts"
import { note, type Trace } from "../Trace.ts"
import { CANDIDATES, findAnswer } from "./BarrierSearch.ts"

export type Script<A = void> = Effect.Effect<A, Mismatch, ServerHarness | Trace | Scope.Scope>

export class ServerHarness extends Context.Tag("chat/Check/ServerHarness")<
  ServerHarness,
  {
    /** Connects and sends nothing: to the server it is nobody yet. */
    readonly connect: (who: string) => Effect.Effect<Peer, Mismatch, Trace | Scope.Scope>
  }
>() {}

/** Starts the server and plays the script, which must leave the server running. */
const runScript =
  (question: Barrier | undefined) =>
  (script: Script): Effect.Effect<void, Mismatch, Environment> =>
    Effect.gen(function* () {
      const { connect, program } = yield* ServerProgram.start
      const stage: ServerHarness["Type"] = {
        connect: (who) => Effect.flatMap(connect, (connection) => Peer.make(who, connection, question))
      }
      yield* Effect.provideService(script, ServerHarness, stage)
      yield* ServerProgram.assertRunning(program)
    })

/** Whether this server answers the question, and changes nothing by it; a program of its own for each, because it may end by it. */
const attempt = (text: string): Effect.Effect<Option.Option<Barrier>, Mismatch, Environment> =>
  Effect.gen(function* () {
    const { connect } = yield* ServerProgram.start
    return yield* Effect.option(
      findAnswer(text, (who) => Effect.flatMap(connect, (connection) => Peer.make(who, connection)))
    )
  }).pipe(Effect.scoped)

const findBarrier: Effect.Effect<Barrier | undefined, Mismatch, Environment> = Effect.gen(function* () {
  for (const text of CANDIDATES) {
    const question = yield* attempt(text)
    if (Option.isSome(question)) return question.value
  }
  return undefined
})

/** Finds out whether it can be checked, and by which question. */
export const prepare = Effect.gen(function* () {
  const question = yield* findBarrier
  if (question === undefined) {
    const { silence } = yield* Timeouts
    yield* note(
      `It answers no error without changing something, so where nothing must come a silence of ${Duration.format(silence)} is waited for.`
    )
  }
  return runScript(question)
})
