/**
 * The command tree. A command declares its words and options here at the start and loads what it runs only when it runs,
 * because a start has to be quick; so do the help, the completions and the manual.
 */
import { stripVTControlCharacters } from "node:util"
import * as Command from "@effect/cli/Command"
import * as HelpDoc from "@effect/cli/HelpDoc"
import * as ValidationError from "@effect/cli/ValidationError"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import manifest from "../package.json" with { type: "json" }
import { basicClient } from "./Cli/BasicClient.ts"
import { basicServer } from "./Cli/BasicServer.ts"
import { check } from "./Cli/Check.ts"
import { client } from "./Cli/Client.ts"
import * as CommandLine from "./Cli/CommandLine.ts"
import * as Failure from "./Cli/Failure.ts"
import { history } from "./Cli/History.ts"
import { list } from "./Cli/List.ts"
import * as LogLevel from "./Cli/LogLevel.ts"
import * as Platform from "./Cli/Platform.ts"
import { send } from "./Cli/Send.ts"
import { server } from "./Cli/Server.ts"
import { Stdio } from "./Stdio.ts"

/** The commands, in the order of the help: all that help, completions and manual are made of. */
export const chapters = [
  { title: "Chat", subcommands: [server, client, send, list, history] },
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
    history.command,
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

const print = (text: string) => Effect.flatMap(Stdio, (stdio) => Effect.mapError(stdio.write(text), () => Failure.told))

const runCommand = ({ ofProgram, page, words }: Extract<CommandLine.Request, { readonly _tag: "Run" }>) =>
  Command.run(chat, { name: "chat", version: manifest.version })([process.execPath, "chat", ...words]).pipe(
    Effect.mapError((error) => (ValidationError.isValidationError(error) ? Failure.words(sentenceOf(error)) : error)),
    Effect.mapError(CommandLine.explained(page)),
    Logger.withMinimumLogLevel(LogLevel.level(ofProgram.get(LogLevel.flag.name))),
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

/** Runs a command line: the words after `chat`. */
export const run = (words: ReadonlyArray<string>): Effect.Effect<void, Failure.Failure, Stdio> =>
  Effect.provide(Effect.flatMap(CommandLine.read(pages, words), answer), Platform.layer)
