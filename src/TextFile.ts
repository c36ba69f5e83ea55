/** Small files of text that a user names. Why one cannot be read is said in a plain sentence. */
import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

/** A file cannot be read, or what is in it cannot be used. */
export class TextFileError extends Data.TaggedError("TextFileError")<{
  readonly path: string
  /** What is said about the file: "is empty". */
  readonly problem: string
}> {
  override get message(): string {
    return `${this.path} ${this.problem}.`
  }
}

const reasons: Readonly<Partial<Record<string, string>>> = {
  NotFound: "does not exist",
  PermissionDenied: "may not be read"
}

const problemOf = (error: PlatformError): string => {
  if (error._tag === "BadArgument") return "is no path"
  // The platform has no name for a folder in place of a file.
  if (/EISDIR/.test(error.message)) return "is a folder"
  return reasons[error.reason] ?? `cannot be read (${error.reason})`
}

export const read = (path: string): Effect.Effect<string, TextFileError, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (files) => files.readFileString(path)).pipe(
    Effect.mapError((error) => new TextFileError({ path, problem: problemOf(error) }))
  )
