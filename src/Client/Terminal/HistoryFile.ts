/**
 * The history on disk: `effect-chat/history` in the user's state folder (XDG base directories), readable by the user
 * alone. It is a convenience: the client works without it when it fails.
 *
 * Only a regular file is taken, and no symbolic link: it would let whoever made it choose a file to be written to.
 */
import { constants } from "node:fs"
import { type FileHandle, mkdir, rename, rm } from "node:fs/promises"
import { isAbsolute, join } from "node:path"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as History from "./History.ts"
import * as RegularFile from "./RegularFile.ts"

/** The history could not be read or written. */
export class HistoryError extends Data.TaggedError("HistoryError")<{
  readonly path: string

  readonly cause: unknown
}> {
  override get message(): string {
    return `History is not kept: ${this.path}: ${RegularFile.reasonOf(this.cause)}.`
  }
}

/** How many lines the file may have. A longer one is cut to the lines that History keeps. */
const MAX_FILE_LINES = 2 * History.MAX_LINES

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants

/** Uses the file, if it is a regular one. */
const using = async <A>(path: string, flags: number, use: (file: FileHandle) => Promise<A>): Promise<A> => {
  const file = await RegularFile.open(path, flags | O_NOFOLLOW)
  try {
    return await use(file)
  } finally {
    await file.close()
  }
}

/** The lines of the file, from which the rights of others are taken. */
const readLines = async (path: string): Promise<ReadonlyArray<string>> => {
  try {
    return await using(path, O_RDONLY, async (file) => {
      await file.chmod(0o600)
      return (await file.readFile("utf8")).split("\n").filter(History.keeps)
    })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return []
    throw cause
  }
}

/** Replaces the file in one step, so that another client never reads half of it. */
const replace = async (path: string, lines: ReadonlyArray<string>): Promise<void> => {
  const draft = `${path}.${process.pid}`
  await rm(draft, { force: true })
  try {
    const text = lines.map((line) => `${line}\n`).join("")
    await using(draft, O_WRONLY | O_CREAT | O_EXCL, (file) => file.writeFile(text))
    await rename(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
}

/** Several clients may append. Each reads the lines of the others when it starts and when it cuts the file. */
const open = (folder: string) => {
  const path = join(folder, "history")
  let size = 0
  const trying = <A>(operation: () => Promise<A>) =>
    Effect.tryPromise({ try: operation, catch: (cause) => new HistoryError({ path, cause }) })
  const load = trying(async () => {
    const lines = await readLines(path)
    size = lines.length
    return lines.slice(-History.MAX_LINES)
  })
  const append = (line: string) =>
    trying(async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await using(path, O_WRONLY | O_APPEND | O_CREAT, (file) => file.writeFile(`${line}\n`))
      if (++size <= MAX_FILE_LINES) return
      const kept = (await readLines(path)).slice(-History.MAX_LINES)
      await replace(path, kept)
      size = kept.length
    })
  return { load, append: (line: string) => (History.keeps(line) ? append(line) : Effect.void) }
}

const nowhere = { load: Effect.succeed([]), append: () => Effect.void }

const stateFolder = Effect.gen(function* () {
  const given = yield* Config.option(Config.string("XDG_STATE_HOME"))
  // The specification says that a relative path must be ignored.
  if (Option.isSome(given) && isAbsolute(given.value)) return given
  return Option.map(yield* Config.option(Config.string("HOME")), (home) => join(home, ".local", "state"))
}).pipe(Effect.orElseSucceed(Option.none<string>))

export class HistoryFile extends Context.Tag("chat/Client/HistoryFile")<
  HistoryFile,
  {
    /** The lines in the file, the oldest first. */
    readonly load: Effect.Effect<ReadonlyArray<string>, HistoryError>
    /** Appends a line, unless `History` says that it must not be kept. */
    readonly append: (line: string) => Effect.Effect<void, HistoryError>
  }
>() {
  /** In the user's state folder; without a home there is no history. */
  static readonly layer: Layer.Layer<HistoryFile> = Layer.effect(
    this,
    Effect.map(
      stateFolder,
      Option.match({ onNone: () => nowhere, onSome: (state) => open(join(state, "effect-chat")) })
    )
  )
}
