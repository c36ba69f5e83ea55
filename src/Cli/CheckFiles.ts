/** The files of `chat check`: those that say how to grade, and those that reports are written to. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { Weight, WrongLine } from "../Check/Grading.ts"
import * as Failure from "./Failure.ts"

type Path = Option.Option<string>

/** Writes the text to this file, if one is named. */
export const write = (path: Path, text: string): Effect.Effect<void, Failure.Failure, FileSystem.FileSystem> =>
  Option.match(path, {
    onNone: () => Effect.void,
    onSome: (path) =>
      Effect.flatMap(FileSystem.FileSystem, (files) =>
        Effect.mapError(files.writeFileString(path, text), () => Failure.runtime(`Unable to write ${path}.`))
      )
  })

const read = (path: string) =>
  Effect.flatMap(FileSystem.FileSystem, (files) =>
    Effect.mapError(files.readFileString(path), () => Failure.usage(`Unable to read ${path}.`))
  )

/** The lines of a file, if one is named, each with a pattern that matches some case. */
const lines = <A>(
  path: Path,
  parse: (text: string) => Either.Either<ReadonlyArray<A>, WrongLine>,
  form: string,
  patternOf: (line: A) => string
): Effect.Effect<ReadonlyArray<A>, Failure.Failure, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    if (Option.isNone(path)) return []
    const parsed = yield* Effect.mapError(parse(yield* read(path.value)), ({ number, text }) =>
      Failure.usage(`Line ${number} of ${path.value} is not ${form}: ${text}`)
    )
    const { unknownAnywhere } = yield* Effect.promise(() => import("../Check.ts"))
    const [stranger] = unknownAnywhere(parsed.map(patternOf))
    return stranger === undefined
      ? parsed
      : yield* Failure.usage(`No case is named ${stranger}, as ${path.value} has it.`)
  })

/** The file of `--weights`. */
export const weights = (path: Path): Effect.Effect<ReadonlyArray<Weight>, Failure.Failure, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { weights } = yield* Effect.promise(() => import("../Check/Grading.ts"))
    return yield* lines(path, weights, "a pattern and its points", ({ pattern }) => pattern)
  })

/** The file of `--expect`. */
export const expectations = (
  path: Path
): Effect.Effect<ReadonlyArray<string>, Failure.Failure, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { expectations } = yield* Effect.promise(() => import("../Check/Grading.ts"))
    return yield* lines(path, expectations, "one pattern", (pattern) => pattern)
  })
