/** The harness for a pair: the server, and as many clients of the student's own as a script wants, each with its user. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as ConsoleUser from "../Client/ConsoleUser.ts"
import { accept, listen } from "../Client/Harness.ts"
import { content } from "../Client/Screen.ts"
import { closable } from "../Closable.ts"
import * as Format from "../Format.ts"
import { type Failure, Mismatch } from "../Mismatch.ts"
import type { Barrier } from "../Peer/Barrier.ts"
import { type Launcher, launch } from "../Program/Launcher.ts"
import * as ServerProgram from "../Program/ServerProgram.ts"
import { findTraits } from "../Server/TraitsSearch.ts"
import type { Environment } from "../Suite.ts"
import { Timeouts } from "../Timeouts.ts"
import type { Trace } from "../Trace.ts"
import * as Relay from "./Relay.ts"

/** A client of the pair, and who uses it. */
export interface Member {
  readonly host: string
  readonly port: number
  /** Types lines, Enter after each, and waits until the server has handled them. */
  readonly say: (...lines: ReadonlyArray<string>) => Effect.Effect<void, Mismatch>
  /** Exactly these texts have been printed since the last time, by the time that the server has handled all. */
  readonly expectPrinted: (...texts: ReadonlyArray<string>) => Effect.Effect<void, Mismatch>
  /** What has been printed since the last time, by the same time. */
  readonly printed: Effect.Effect<ReadonlyArray<string>, Mismatch>
  readonly user: ConsoleUser.ConsoleUser
  /** Ends the program, as ^C does. */
  readonly stop: Effect.Effect<void>
}

export interface MemberOptions {
  /** Whether what goes between the two programs arrives in pieces. */
  readonly inPieces?: boolean
}

export class PairHarness extends Context.Tag("chat/Check/PairHarness")<
  PairHarness,
  {
    /** Starts a client with this name. */
    readonly member: (
      name: string,
      options?: MemberOptions
    ) => Effect.Effect<Member, Mismatch, Launcher | Trace | Scope.Scope>
    /** Ends the server's program. */
    readonly stopServer: Effect.Effect<void>
  }
>() {}

export type Script = Effect.Effect<void, Failure, PairHarness | Launcher | Trace | Scope.Scope>

const same = (some: ReadonlyArray<string>, others: ReadonlyArray<string>): boolean =>
  some.length === others.length && some.every((text, at) => text === others[at])

/** What a user sees, as the course's own test compares it; the lines of several texts one after the other. */
const linesOf = (texts: ReadonlyArray<string>): ReadonlyArray<string> =>
  texts.flatMap((text) => text.split("\n")).map((line) => line.trim())

const startMember = (
  connectToServer: ServerProgram.ServerProgram["connect"],
  barrier: Barrier | undefined,
  name: string,
  { inPieces = false }: MemberOptions
): Effect.Effect<Member, Mismatch, Launcher | Trace | Scope.Scope> =>
  Effect.gen(function* () {
    const host = "127.0.0.1"
    const { answer, pacing, silence } = yield* Timeouts
    const { accepted, port } = yield* listen
    const [program, stop] = yield* closable(launch("client", { host, port, name }))
    const client = yield* accept(program, port, accepted)
    const sent = yield* Relay.connect(name, client, yield* connectToServer, inPieces)
    const user = yield* ConsoleUser.make(program, name)

    /** More comes from the client than this, and does not arrive together with what is typed next. */
    const untilMore = (than: number) => {
      const more = sent.until((bytes) => bytes.length > than)
      return Effect.zipRight(Effect.timeoutOption(more, answer), pacing)
    }
    const type = (...lines: ReadonlyArray<string>) =>
      Effect.suspend(() => {
        const before = sent.length
        return Effect.zipRight(user.type(...lines), untilMore(before))
      })
    // The name.
    yield* untilMore(0)

    /** What is printed before the answer to the barrier, which the user types. */
    const untilAnswer = ({ command, reply }: Barrier) =>
      Effect.gen(function* () {
        const [answer = ""] = linesOf([reply])
        yield* type(command)
        const what = `${name} sees the answer to ${Format.text(command)}`
        const unseen = yield* user.expectOutput(what, (unseen) => content(unseen).includes(answer))
        const lines = content(unseen)
        const at = lines.lastIndexOf(answer)
        return lines.filter((_, index) => index !== at)
      })
    const untilSilence = Effect.map(
      Effect.zipRight(
        Effect.sleep(silence),
        user.expectOutput("anything", () => true)
      ),
      content
    )
    const printed = barrier === undefined ? untilSilence : untilAnswer(barrier)

    const seen: Array<string> = []
    const collect = Effect.map(printed, (lines) => void seen.push(...lines))
    const all = Effect.map(collect, () => seen.splice(0))
    return {
      host,
      port,
      user,
      stop,
      say: (...lines) => Effect.zipRight(type(...lines), collect),
      printed: all,
      expectPrinted: (...texts) =>
        Effect.flatMap(all, (lines) =>
          same(lines, linesOf(texts))
            ? Effect.void
            : new Mismatch({ expected: `${name} sees ${Format.texts(texts)}`, actual: Format.texts(lines) })
        )
    }
  })

/** Starts the server and runs the script. */
const runScript =
  (barrier: Barrier | undefined) =>
  (script: Script): Effect.Effect<void, Failure, Environment> =>
    Effect.gen(function* () {
      const { connect, stop } = yield* ServerProgram.start
      const harness: PairHarness["Type"] = {
        member: (name, options = {}) => startMember(connect, barrier, name, options),
        stopServer: stop
      }
      yield* Effect.provideService(script, PairHarness, harness)
    })

/** Starts both programs, and finds out how to tell that the server has handled what was typed. */
export const prepare = Effect.gen(function* () {
  const { barrier } = yield* findTraits
  const both = Effect.flatMap(ServerProgram.start, ({ connect }) => startMember(connect, barrier, "checker", {}))
  yield* Effect.scoped(both)
  return runScript(barrier)
})
