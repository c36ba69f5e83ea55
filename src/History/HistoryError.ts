/** Why the history on disk cannot be used, as the end of a sentence. SQLite's codes and Node's are read here and nowhere else. */
import * as Data from "effect/Data"

export class HistoryError extends Data.TaggedError("HistoryError")<{
  /** The folder. */
  readonly path: string
  /** "is damaged: …" */
  readonly problem: string
}> {
  override get message(): string {
    return `The history in ${this.path} ${this.problem}.`
  }
}

const DAMAGED = "is damaged: move it away, or put a copy of it in its place"
const DENIED = "may not be read and written by this user"
const READ_ONLY = "is on a disk or in a folder that can only be read"

const problems: Readonly<Record<string, string>> = {
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: READ_ONLY,
  EEXIST: "is no folder",
  ENOTDIR: "is no folder",
  ENOENT: "does not exist",
  ENOSPC: "finds no room: the disk is full",
  SQLITE_FULL: "finds no room: the disk is full",
  SQLITE_READONLY: READ_ONLY,
  SQLITE_PERM: DENIED,
  SQLITE_BUSY: "is locked by another program",
  SQLITE_LOCKED: "is locked by another program",
  SQLITE_CORRUPT: DAMAGED,
  SQLITE_NOTADB: DAMAGED,
  SQLITE_FORMAT: DAMAGED,
  SQLITE_CANTOPEN: "cannot be opened"
}

/** Errors are wrapped in errors: the first that has a code says what happened. */
const codeOf = (error: unknown): string | undefined => {
  for (let cause = error, depth = 0; typeof cause === "object" && cause !== null && depth < 8; depth++) {
    const { code } = cause as { readonly code?: unknown }
    // SQLite's extended codes have the plain ones in front: SQLITE_IOERR_FSYNC.
    if (typeof code === "string" && /^(E[A-Z]+|SQLITE_[A-Z_]+)$/.test(code)) return code
    cause = (cause as { readonly cause?: unknown }).cause
  }
  return undefined
}

const textOf = (error: unknown): string => {
  let innermost = error
  for (let depth = 0; innermost instanceof Error && innermost.cause instanceof Error && depth < 8; depth++) {
    innermost = innermost.cause
  }
  return (innermost instanceof Error ? innermost.message : String(innermost)).replace(/\.$/, "")
}

const problemOf = (error: unknown): string => {
  const code = codeOf(error) ?? (/: 14"?\)$/.test(textOf(error)) ? "SQLITE_CANTOPEN" : undefined)
  const [, plain = ""] = /^(SQLITE_[A-Z]+)/.exec(code ?? "") ?? []
  return problems[code ?? ""] ?? problems[plain] ?? `fails: ${textOf(error)}`
}

/** Maps whatever was thrown. */
export const from =
  (path: string) =>
  (error: unknown): HistoryError =>
    new HistoryError({ path, problem: problemOf(error) })
