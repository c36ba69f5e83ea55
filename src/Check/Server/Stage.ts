/** The stage for a server under check: it listens, and scripts connect to it. */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { Complaint } from "../Complaint.ts"
import * as Listening from "../Listening.ts"
import { Patience } from "../Patience.ts"
import { Peer } from "../Peer.ts"
import { ask, CANDIDATES, type Question } from "../Question.ts"
import type { Environment } from "../Suite.ts"
import { note, type Trace } from "../Trace.ts"

export type Script<A = void> = Effect.Effect<A, Complaint, ServerStage | Trace | Scope.Scope>

export class ServerStage extends Context.Tag("chat/Check/ServerStage")<
  ServerStage,
  {
    /** Connects and sends nothing: to the server it is nobody yet. */
    readonly connect: (who: string) => Effect.Effect<Peer, Complaint, Trace | Scope.Scope>
  }
>() {}

/** Starts the server and plays the script, which must leave the server running. */
const play =
  (question: Question | undefined) =>
  (script: Script): Effect.Effect<void, Complaint, Environment> =>
    Effect.gen(function* () {
      const { connect, program } = yield* Listening.start
      const stage: ServerStage["Type"] = {
        connect: (who) => Effect.flatMap(connect, (connection) => Peer.make(who, connection, question))
      }
      yield* Effect.provideService(script, ServerStage, stage)
      yield* Listening.assertRunning(program)
    })

/** Whether this server answers the question, and changes nothing by it; a program of its own for each, because it may end by it. */
const attempt = (text: string): Effect.Effect<Option.Option<Question>, Complaint, Environment> =>
  Effect.gen(function* () {
    const { connect } = yield* Listening.start
    return yield* Effect.option(ask(text, (who) => Effect.flatMap(connect, (connection) => Peer.make(who, connection))))
  }).pipe(Effect.scoped)

const findQuestion: Effect.Effect<Question | undefined, Complaint, Environment> = Effect.gen(function* () {
  for (const text of CANDIDATES) {
    const question = yield* attempt(text)
    if (Option.isSome(question)) return question.value
  }
  return undefined
})

/** Finds out whether it can be checked, and by which question. */
export const prepare = Effect.gen(function* () {
  const question = yield* findQuestion
  if (question === undefined) {
    const { quiet } = yield* Patience
    yield* note(
      `It answers no error without changing something, so where nothing must come a silence of ${Duration.format(quiet)} is waited for.`
    )
  }
  return play(question)
})
