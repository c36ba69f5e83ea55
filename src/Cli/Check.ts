import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { required, TARGETS, type Target } from "../Check/Target.ts"
import { DEFAULT_ANSWER } from "../Check/Timeouts.ts"
import { Stdio } from "../Stdio.ts"
import * as Failure from "./Failure.ts"

/** The words after `--`: the program to check and its arguments. */
export class CheckedProgram extends Context.Reference<CheckedProgram>()("chat/Cli/CheckedProgram", {
  defaultValue: (): ReadonlyArray<string> => []
}) {}

/**
 * Takes the words after `--` out of a command line of `chat check`. They belong to the checked program: the library would
 * look for options among them.
 */
export const takeProgram = (argv: ReadonlyArray<string>) => {
  const at = argv.indexOf("--")
  return at < 0 || !argv.slice(0, at).includes("check")
    ? { rest: argv, program: [] }
    : { rest: argv.slice(0, at), program: argv.slice(at + 1) }
}

const target = Args.choice(
  TARGETS.map((name): [string, Target] => [name, name]),
  { name: "target" }
).pipe(Args.withDescription("What the program is: server, client, basic-server or basic-client."))

/** In seconds. An hour is more than anybody waits for an answer. */
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

/**
 * Python buffers what it prints to a pipe. The server of part 1 is written for a terminal, where Python does not buffer,
 * so it must not fail for that. The others must flush, and the environment must not hide that they forget to.
 */
const environmentFor = (target: Target) => ({ PYTHONUNBUFFERED: target === "basic-server" ? "1" : undefined })

/** Checks that the words after `--` are there and contain the placeholders that the target needs. */
const programFor = (target: Target): Effect.Effect<ReadonlyArray<string>, Failure.Failure> =>
  Effect.gen(function* () {
    const program = yield* CheckedProgram
    if (program.length === 0) {
      return yield* Failure.usage(`Missing the program to check: chat check ${target} -- PROGRAM ARGUMENTS`)
    }
    const missing = required[target].find((name) => !program.some((word) => word.includes(`{${name}}`)))
    return missing === undefined
      ? program
      : yield* Failure.usage(`The words after -- must have {${missing}} among them: the program gets it there.`)
  })

const write = (path: string, text: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    yield* Effect.mapError(files.writeFileString(path, text), () => Failure.runtime(`Unable to write ${path}.`))
  })

/** A run that was interrupted has not passed. Other commands end with status 0 at a signal. */
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
      Effect.provide(layer(program, environmentFor(target)))
    )
    if (Option.isSome(junit)) yield* write(junit.value, xml)
    if (!passed) return yield* Failure.told
  })
).pipe(Command.withDescription("Tests a server or a client, anybody's: chat check server -- python server.py {port}"))
