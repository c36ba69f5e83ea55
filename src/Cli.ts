/**
 * The command tree. A subcommand declares its flags here at the start and loads what it runs only when it runs, because
 * a start has to be quick.
 *
 * Whatever goes wrong ends as one `Failure`: an exit status, and one sentence on standard error.
 */
import { stripVTControlCharacters } from "node:util"
import * as Command from "@effect/cli/Command"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as ValidationError from "@effect/cli/ValidationError"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as Cause from "effect/Cause"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import manifest from "../package.json" with { type: "json" }
import * as BasicClient from "./Cli/BasicClient.ts"
import * as BasicServer from "./Cli/BasicServer.ts"
import * as Check from "./Cli/Check.ts"
import * as Client from "./Cli/Client.ts"
import * as Failure from "./Cli/Failure.ts"
import * as Log from "./Cli/Log.ts"
import * as Send from "./Cli/Send.ts"
import * as Server from "./Cli/Server.ts"
import { Stdio } from "./Stdio.ts"

const noSubcommand = Failure.usage(
  "Missing the subcommand: server, client, send, basic-server, basic-client or check. See chat --help."
)

const chat = Command.make("chat", {}, () => noSubcommand).pipe(
  Command.withDescription("A channel chat over TCP, in frames of 200 bytes."),
  Command.withSubcommands([
    Server.command,
    Client.command,
    Send.command,
    BasicServer.command,
    BasicClient.command,
    Check.command
  ])
)

/** The command line's own console: help without colours where nobody sees them; errors are reported by us, in one line. */
const plain = (console: Console.Console, coloured: boolean): Console.Console => ({
  ...console,
  log: (...words) => console.log(...(coloured ? words : words.map((word) => stripVTControlCharacters(String(word))))),
  error: () => Effect.void
})

/** Whether help is for a terminal whose user has nothing against colours. */
const isColoured = Config.string("NO_COLOR").pipe(
  Effect.orElseSucceed(() => ""),
  Effect.map((noColor) => noColor === "" && process.stdout.isTTY)
)

const sentenceOf = (error: ValidationError.ValidationError): string =>
  stripVTControlCharacters(HelpDoc.toAnsiText(error.error)).replace(/\s+/g, " ").trim()

const complain = ({ sentence }: Failure.Failure) =>
  sentence === undefined ? Effect.void : Effect.flatMap(Stdio, (stdio) => stdio.writeError(`chat: ${sentence}`))

/** Runs a command line, `process.argv` or the like. */
export const run = (argv: ReadonlyArray<string>): Effect.Effect<void, Failure.Failure> =>
  Effect.gen(function* () {
    const console = plain(yield* Console.consoleWith(Effect.succeed), yield* isColoured)
    yield* Effect.gen(function* () {
      const { program, rest } = Check.takeProgram(argv)
      const { level, words } = yield* Log.takeLevel(rest)
      yield* Command.run(chat, { name: "chat", version: manifest.version })(words).pipe(
        Effect.mapError((error) =>
          ValidationError.isValidationError(error) ? Failure.usage(sentenceOf(error)) : error
        ),
        Effect.provideService(Check.CheckedProgram, program),
        Logger.withMinimumLogLevel(level)
      )
    }).pipe(
      Effect.tapError(complain),
      Effect.tapDefect((cause) => Effect.logFatal("an error nobody expected:", cause)),
      Effect.provide(Layer.mergeAll(NodeContext.layer, Stdio.layer, Log.layer)),
      Console.withConsole(console)
    )
  })

/**
 * 0 when all went well or a signal ended it, 1 or 2 as the failure says, 1 for a defect. A command to which a signal is
 * no good end has set the process's exit code.
 */
export const exitStatus = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit)) return 0
  if (Exit.isInterrupted(exit)) return Number(process.exitCode ?? 0)
  const failure = Option.getOrUndefined(Cause.failureOption(exit.cause))
  return failure instanceof Failure.Failure ? failure.status : 1
}
