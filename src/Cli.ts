/**
 * The command tree. A command declares its words and options here at the start and loads what it runs only when it runs,
 * because a start has to be quick; so do the help, the completions and the manual.
 *
 * Whatever goes wrong ends as one `Failure`: an exit status, and one sentence on standard error.
 */
import { stripVTControlCharacters } from "node:util"
import * as Command from "@effect/cli/Command"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as ValidationError from "@effect/cli/ValidationError"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import manifest from "../package.json" with { type: "json" }
import { basicClient } from "./Cli/BasicClient.ts"
import { basicServer } from "./Cli/BasicServer.ts"
import { check } from "./Cli/Check.ts"
import { client } from "./Cli/Client.ts"
import * as CommandLine from "./Cli/CommandLine.ts"
import * as Failure from "./Cli/Failure.ts"
import { list } from "./Cli/List.ts"
import * as Log from "./Cli/Log.ts"
import { send } from "./Cli/Send.ts"
import { server } from "./Cli/Server.ts"
import { Stdio } from "./Stdio.ts"

/** The commands, in the order of the help: all that help, completions and manual are made of. */
export const chapters = [
  { title: "Chat", subcommands: [server, client, send, list] },
  { title: "The course", subcommands: [check, basicServer, basicClient] }
].map(({ subcommands, title }) => ({ title, subcommands, pages: subcommands.map(({ page }) => page) }))

export const pages = chapters.flatMap(({ pages }) => pages)

/** Never run without a command: `CommandLine` has seen to that. */
const chat = Command.make("chat").pipe(
  Command.withSubcommands([
    server.command,
    client.command,
    send.command,
    list.command,
    basicServer.command,
    basicClient.command,
    check.command
  ])
)

/** The library prints errors of its own, too; ours are one line each. */
const withoutErrors = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Console.consoleWith((console) => Console.withConsole(effect, { ...console, error: () => Effect.void }))

const sentenceOf = (error: ValidationError.ValidationError): string =>
  stripVTControlCharacters(HelpDoc.toAnsiText(error.error)).replace(/\s+/g, " ").trim()

const complain = ({ see, sentence }: Failure.Failure) =>
  sentence === undefined
    ? Effect.void
    : Effect.flatMap(Stdio, (stdio) => stdio.writeError(`chat: ${sentence}${see === undefined ? "" : ` See ${see}.`}`))

const print = (text: string) => Effect.flatMap(Stdio, (stdio) => Effect.mapError(stdio.write(text), () => Failure.told))

const runCommand = ({ ofProgram, page, words }: Extract<CommandLine.Request, { readonly _tag: "Run" }>) =>
  Command.run(chat, { name: "chat", version: manifest.version })([process.execPath, "chat", ...words]).pipe(
    Effect.mapError((error) =>
      ValidationError.isValidationError(error)
        ? Failure.usage(`${sentenceOf(error)} Usage: ${CommandLine.form(page)}.`)
        : error
    ),
    Effect.mapError(Failure.seeing(`chat ${page.name} --help`)),
    Logger.withMinimumLogLevel(Log.level(ofProgram.get(Log.flag.name))),
    withoutErrors
  )

const help = Effect.promise(() => import("./Cli/Help.ts"))

const answer = (request: CommandLine.Request | undefined) =>
  Effect.gen(function* () {
    if (request === undefined) {
      const { ofProgram, onTerminal } = yield* help
      yield* (yield* Stdio).writeError(ofProgram(chapters, yield* onTerminal(process.stderr)).trimEnd())
      return yield* new Failure.Failure({ status: 2 })
    }
    switch (request._tag) {
      case "Run":
        return yield* runCommand(request)
      case "Version":
        return yield* print(`chat ${manifest.version}\n`)
      case "Help": {
        const { ofCommand, ofProgram, onTerminal } = yield* help
        const format = yield* onTerminal(process.stdout)
        return yield* print(request.page === undefined ? ofProgram(chapters, format) : ofCommand(request.page, format))
      }
      case "Manual": {
        const { render } = yield* Effect.promise(() => import("./Cli/Manual.ts"))
        return yield* print(render(chapters, manifest.version))
      }
      case "Completions": {
        const { render } = yield* Effect.promise(() => import("./Cli/Completions.ts"))
        return yield* print(render(request.shell, pages))
      }
    }
  })

/** Runs a command line, `process.argv` or the like. */
export const run = (argv: ReadonlyArray<string>): Effect.Effect<void, Failure.Failure> =>
  Effect.flatMap(CommandLine.read(pages, argv.slice(2)), answer).pipe(
    Effect.tapError(complain),
    Effect.tapDefect((cause) => Effect.logFatal("an error nobody expected:", cause)),
    Effect.provide(Layer.mergeAll(NodeContext.layer, Stdio.layer, Log.layer))
  )

/**
 * 0 when all went well or a signal ended it, 1 or 2 as the failure says, 1 for a defect. A command to which a signal is
 * no good end has ended by it (`Cli/Signal`).
 */
export const exitStatus = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit) || Exit.isInterrupted(exit)) return 0
  const failure = Option.getOrUndefined(Cause.failureOption(exit.cause))
  return failure instanceof Failure.Failure ? failure.status : 1
}
