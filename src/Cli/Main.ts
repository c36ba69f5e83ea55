/**
 * How a command is run as a process: with the standard streams and log lines, until it ends or a signal comes.
 *
 * Whatever goes wrong ends as one `Failure`: an exit status, and one sentence on standard error.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { Stdio } from "../Stdio.ts"
import * as Failure from "./Failure.ts"
import * as Log from "./Log.ts"

const complain = ({ see, sentence }: Failure.Failure) =>
  sentence === undefined
    ? Effect.void
    : Effect.flatMap(Stdio, (stdio) => stdio.writeError(`chat: ${sentence}${see === undefined ? "" : ` See ${see}.`}`))

/**
 * 0 when all went well or a signal ended it, 1 or 2 as the failure says, 1 for a defect. A command to which a signal is
 * no good end has ended by it (`Cli/Signal`).
 */
const exitStatus = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit) || Exit.isInterrupted(exit)) return 0
  const failure = Option.getOrUndefined(Cause.failureOption(exit.cause))
  return failure instanceof Failure.Failure ? failure.status : 1
}

/** Runs a command to its end, and ends the process. */
export const run = (command: Effect.Effect<void, Failure.Failure, Stdio>): void =>
  command.pipe(
    Effect.tapError(complain),
    Effect.tapDefect((cause) => Effect.logFatal("an error nobody expected:", cause)),
    Effect.provide(Layer.merge(Stdio.layer, Log.layer)),
    NodeRuntime.runMain({
      disableErrorReporting: true,
      disablePrettyLogger: true,
      // Leaves at once: standard input may still be open, and would keep the process alive.
      teardown: (exit) => process.exit(exitStatus(exit))
    })
  )
