/**
 * The log of a conversation, for `--log`: what the user sees, as plain text behind what the file has already. It is made
 * for the user alone; the rights of a file that is there stay as they are.
 */
import { constants } from "node:fs"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as RegularFile from "./RegularFile.ts"

/** The log cannot be written. */
export class LogFileError extends Data.TaggedError("LogFileError")<{
  readonly path: string

  readonly cause: unknown
}> {
  override get message(): string {
    return `No log is kept: ${this.path}: ${RegularFile.reasonOf(this.cause)}.`
  }
}

const { O_APPEND, O_CREAT, O_WRONLY } = constants

const trying = <A>(path: string, operation: () => Promise<A>) =>
  Effect.tryPromise({ try: operation, catch: (cause) => new LogFileError({ path, cause }) })

export class LogFile extends Context.Tag("chat/Client/LogFile")<
  LogFile,
  { readonly append: (text: string) => Effect.Effect<void, LogFileError> }
>() {
  static readonly none: Layer.Layer<LogFile> = Layer.succeed(this, { append: () => Effect.void })

  /** Open until the scope ends. */
  static readonly layer = (path: string): Layer.Layer<LogFile, LogFileError> =>
    Layer.scoped(
      this,
      Effect.acquireRelease(
        trying(path, () => RegularFile.open(path, O_WRONLY | O_APPEND | O_CREAT)),
        (file) => Effect.promise(() => file.close().catch(() => undefined))
      ).pipe(Effect.map((file) => ({ append: (text: string) => trying(path, () => file.appendFile(text)) })))
    )
}
