import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import type { Commands } from "../Check/Commands.ts"
import type { Target } from "../Check/Suites.ts"
import { DEFAULT_ANSWER } from "../Check/Timeouts.ts"
import { Stdio } from "../Stdio.ts"
import * as CheckFiles from "./CheckFiles.ts"
import * as Failure from "./Failure.ts"
import * as Flag from "./Flag.ts"
import * as Operand from "./Operand.ts"
import * as Signal from "./Signal.ts"
import * as Subcommand from "./Subcommand.ts"

/**
 * Variables of the programs' environments. Python holds back what it prints to a pipe; part 1's server is written for a
 * terminal, where it does not. The others have to flush, and the environment that a check runs in must not hide that
 * they forget it.
 */
const environments: Readonly<Record<Target, Readonly<Record<"PYTHONUNBUFFERED", string | undefined>>>> = {
  server: { PYTHONUNBUFFERED: undefined },
  client: { PYTHONUNBUFFERED: undefined },
  "basic-server": { PYTHONUNBUFFERED: "1" },
  "basic-client": { PYTHONUNBUFFERED: undefined },
  pair: { PYTHONUNBUFFERED: undefined }
}

/** Seconds; an hour is longer than anybody waits for an answer. */
const Timeout = Schema.compose(Schema.String.pipe(Schema.pattern(/^\d+(\.\d+)?$/)), Schema.NumberFromString).pipe(
  Schema.greaterThan(0),
  Schema.lessThanOrEqualTo(3600),
  Schema.annotations({
    message: () => ({ message: "--timeout is a number of seconds, above 0 and at most 3600.", override: true })
  })
)

/** The words after `--`, if they can start what this target checks. */
const parseProgram = (target: Target, program: ReadonlyArray<string>): Effect.Effect<Commands, Failure.Failure> =>
  Effect.gen(function* () {
    const { parse } = yield* Effect.promise(() => import("../Check/Commands.ts"))
    const words = target === "pair" ? "SERVER ARGUMENTS -- CLIENT ARGUMENTS" : "PROGRAM ARGUMENTS"
    return yield* Effect.mapError(parse(target, program), (missing) => {
      const which = target === "pair" ? `the ${missing.role}` : "the program"
      return Failure.usage(
        missing._tag === "NoProgram"
          ? `Missing ${which} to check: chat check ${target} -- ${words}.`
          : `The words after -- must have {${missing.placeholder}} among them: ${which} gets it there.`
      )
    })
  })

const print = (text: string) => Effect.flatMap(Stdio, (stdio) => Effect.mapError(stdio.write(text), () => Failure.told))

/** `chat check`: tests any implementation of the assignment. */
export const check = Subcommand.make(
  {
    name: "check",
    summary: "Test your program",
    sample: "chat check server -- python server.py {port}",
    description:
      "Starts a program, anybody's and in any language, talks to it, and says case by case whether it does what the assignment asks for. {port}, {host} and {name} among its words are filled in.",
    forms: ["TARGET [options] -- PROGRAM [ARGUMENTS]", "pair [options] -- SERVER [ARGUMENTS] -- CLIENT [ARGUMENTS]"],
    operands: {
      target: Operand.choice("TARGET", "server, client, pair, basic-server or basic-client", Struct.keys(environments)),
      program: Operand.rest("PROGRAM", "The program and its arguments, as you would type them", "Program")
    },
    groups: [
      {
        title: "Cases",
        flags: {
          list: Flag.toggle("list", "List the cases, and start nothing"),
          only: Flag.repeated("only", {
            value: "ID",
            text: "A case, the beginning of some, or a pattern with *"
          }),
          "fail-fast": Flag.toggle("fail-fast", "End at the first failure"),
          timeout: Flag.decoded(
            "timeout",
            { value: "SECONDS", text: "What one answer may take", default: String(DEFAULT_ANSWER) },
            Timeout
          )
        }
      },
      {
        title: "Grading",
        flags: {
          points: Flag.toggle("points", "The points of each case, and a mark"),
          weights: Flag.text("weights", {
            value: "FILE",
            text: "Points of your own: a pattern and its points a line",
            completes: "files"
          }),
          expect: Flag.text("expect", {
            value: "FILE",
            text: "Cases that may fail: a pattern a line",
            completes: "files"
          })
        }
      },
      {
        title: "Report",
        flags: {
          verbose: Flag.toggle("verbose", "All messages of every case"),
          json: Flag.toggle("json", "JSON instead of lines"),
          tap: Flag.toggle("tap", "TAP instead of lines, for prove"),
          junit: Flag.text("junit", { value: "FILE", text: "JUnit's XML as well, to this file", completes: "files" }),
          gradescope: Flag.text("gradescope", {
            value: "FILE",
            text: "Gradescope's results.json as well, to this file",
            completes: "files"
          })
        }
      }
    ],
    examples: [
      "chat check server -- python server.py {port}",
      "chat check client -- python client.py {name} {host} {port}",
      "chat check pair -- python server.py {port} -- python client.py {name} {host} {port}",
      "chat check server --only server.list --verbose -- ./server {port}"
    ]
  },
  ({ gradescope, json, junit, only, program, tap, target, timeout, ...options }) =>
    Effect.gen(function* () {
      if (json && tap) return yield* Failure.usage("--json and --tap cannot be combined: there is one report.")
      const { check, list, unknown } = yield* Effect.promise(() => import("../Check.ts"))
      const [stranger] = unknown(target, only)
      if (stranger !== undefined) {
        return yield* Failure.usage(`No case of ${target} is named ${stranger}.`, `chat check ${target} --list`)
      }
      const weights = yield* CheckFiles.weights(options.weights)
      const expect = yield* CheckFiles.expectations(options.expect)
      if (options.list) return yield* print(list({ target, only, weights }, json))
      const commands = yield* parseProgram(target, program)
      const { layer } = yield* Effect.promise(() => import("../Check/Program/Process.ts"))
      const checked = yield* check({
        ...options,
        target,
        program,
        only,
        weights,
        expect,
        format: json ? "json" : tap ? "tap" : "lines",
        timeout: Option.getOrElse(timeout, () => DEFAULT_ANSWER),
        failFast: options["fail-fast"],
        columns: process.stdout.isTTY ? process.stdout.columns : undefined
      }).pipe(
        Effect.mapError(() => Failure.told),
        Effect.provide(layer(commands, environments[target]))
      )
      yield* CheckFiles.write(junit, checked.junit)
      yield* CheckFiles.write(gradescope, checked.gradescope)
      if (checked.notStarted !== undefined) return yield* Failure.usage(`${checked.notStarted}.`)
      if (!checked.passed) return yield* Failure.told
    }).pipe(Signal.endsUnfinished)
)
