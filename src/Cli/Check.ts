import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import type { Target } from "../Check/Suites.ts"
import { DEFAULT_ANSWER } from "../Check/Timeouts.ts"
import { Stdio } from "../Stdio.ts"
import * as Failure from "./Failure.ts"

/** The words after `--`: the program to check, and its arguments. */
export class CheckedProgram extends Context.Reference<CheckedProgram>()("chat/Cli/CheckedProgram", {
  defaultValue: (): ReadonlyArray<string> => []
}) {}

/**
 * Takes the words after `--` out of a command line of `chat check`. They are not ours: the library would look for
 * options among them.
 */
export const takeProgram = (argv: ReadonlyArray<string>) => {
  const at = argv.indexOf("--")
  return at < 0 || !argv.slice(0, at).includes("check")
    ? { rest: argv, program: [] }
    : { rest: argv.slice(0, at), program: argv.slice(at + 1) }
}

/**
 * Variables of the programs' environments. Python holds back what it prints to a pipe; part 1's server is written for a
 * terminal, where it does not. The others have to flush, and the environment that a check runs in must not hide that
 * they forget it.
 */
const environments: Readonly<Record<Target, Readonly<Record<"PYTHONUNBUFFERED", string | undefined>>>> = {
  server: { PYTHONUNBUFFERED: undefined },
  client: { PYTHONUNBUFFERED: undefined },
  "basic-server": { PYTHONUNBUFFERED: "1" },
  "basic-client": { PYTHONUNBUFFERED: undefined }
}

const target = Args.choice(
  Struct.keys(environments).map((name): [string, Target] => [name, name]),
  { name: "target" }
).pipe(Args.withDescription("What the program is: server, client, basic-server or basic-client."))

/** Seconds; an hour is longer than anybody waits for an answer. */
const Timeout = Schema.compose(Schema.String.pipe(Schema.pattern(/^\d+(\.\d+)?$/)), Schema.NumberFromString).pipe(
  Schema.greaterThan(0),
  Schema.lessThanOrEqualTo(3600),
  Schema.annotations({
    message: () => ({ message: "A timeout is a number of seconds, above 0 and at most 3600.", override: true })
  })
)

const flags = {
  target,
  list: Options.boolean("list").pipe(Options.withDescription("List the cases, and start nothing.")),
  only: Options.text("only").pipe(
    Options.withDescription("Run only this case, those that begin with it, or those that a pattern with * matches."),
    Options.repeated
  ),
  json: Options.boolean("json").pipe(Options.withDescription("Report in JSON.")),
  junit: Options.text("junit").pipe(
    Options.withDescription("Write a report in JUnit's XML to this file as well."),
    Options.optional
  ),
  points: Options.boolean("points").pipe(Options.withDescription("Show the points of each case, and a mark.")),
  timeout: Options.text("timeout").pipe(
    Options.withSchema(Timeout),
    Options.withDescription(
      `Seconds that an answer may take; a start may take five times that. Default: ${DEFAULT_ANSWER}.`
    ),
    Options.optional
  ),
  verbose: Options.boolean("verbose").pipe(
    Options.withDescription("Show all messages of every case, in both directions.")
  )
}

/** The words after `--`, if they can start a program of this kind. */
const programFor = (target: Target): Effect.Effect<ReadonlyArray<string>, Failure.Failure> =>
  Effect.gen(function* () {
    const program = yield* CheckedProgram
    if (program.length === 0) {
      return yield* Failure.usage(`Missing the program to check: chat check ${target} -- PROGRAM ARGUMENTS`)
    }
    const { missing } = yield* Effect.promise(() => import("../Check.ts"))
    const placeholder = missing(target, program)
    return placeholder === undefined
      ? program
      : yield* Failure.usage(`The words after -- must have {${placeholder}} among them: the program gets it there.`)
  })

const write = (path: string, text: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    yield* Effect.mapError(files.writeFileString(path, text), () => Failure.runtime(`Unable to write ${path}.`))
  })

/** An interrupted run has not passed, whatever a signal means to the other commands. */
const interrupted = Effect.sync(() => {
  process.exitCode = 1
})

const print = (text: string) => Effect.flatMap(Stdio, (stdio) => Effect.mapError(stdio.write(text), () => Failure.told))

/** `chat check`: tests any implementation of the assignment. */
export const command = Command.make("check", flags, ({ junit, only, target, timeout, ...options }) =>
  Effect.gen(function* () {
    const { check, list, unknown } = yield* Effect.promise(() => import("../Check.ts"))
    const [stranger] = unknown(target, only)
    if (stranger !== undefined) {
      return yield* Failure.usage(`No case of ${target} is named ${stranger}. See chat check ${target} --list.`)
    }
    if (options.list) return yield* print(list(target, only, options.json))
    const program = yield* programFor(target)
    const { layer } = yield* Effect.promise(() => import("../Check/Program/Process.ts"))
    const { junit: xml, passed } = yield* check({
      ...options,
      target,
      program,
      only,
      timeout: Option.getOrElse(timeout, () => DEFAULT_ANSWER),
      progress: process.stdout.isTTY
    }).pipe(
      Effect.mapError(() => Failure.told),
      Effect.onInterrupt(() => interrupted),
      Effect.provide(layer(program, environments[target]))
    )
    if (Option.isSome(junit)) yield* write(junit.value, xml)
    if (!passed) return yield* Failure.told
  })
).pipe(Command.withDescription("Tests a server or a client, anybody's: chat check server -- python server.py {port}"))
