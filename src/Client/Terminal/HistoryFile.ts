/**
 * The history on disk: `effect-chat/history` in the user's state folder (XDG base directories), for the user alone to
 * read. A convenience: whoever uses it goes on without it when it fails.
 */
import { appendFile, chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { isAbsolute, join } from "node:path"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as History from "./History.ts"

/** The history could not be read or written. */
export class HistoryError extends Schema.TaggedError<HistoryError>()("HistoryError", {
  path: Schema.String,
  cause: Schema.Defect
}) {
  override get message(): string {
    const { code } = this.cause as NodeJS.ErrnoException
    return `History is not kept: ${this.path}: ${code ?? String(this.cause)}.`
  }
}

/** How many lines the file may have: beyond that it is cut to those that History keeps. */
const MAX_FILE_LINES = 2 * History.MAX_LINES

const readLines = async (path: string): Promise<ReadonlyArray<string>> => {
  try {
    return (await readFile(path, "utf8")).split("\n").filter(History.keeps)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return []
    throw cause
  }
}

/** In one step, so that another client never reads half a file. */
const replace = async (path: string, lines: ReadonlyArray<string>): Promise<void> => {
  const draft = `${path}.${process.pid}`
  try {
    await writeFile(draft, lines.map((line) => `${line}\n`).join(""), { mode: 0o600 })
    await rename(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
}

/** Several clients may append; each sees the others' lines when it starts, and when the file has to be cut. */
const open = (folder: string) => {
  const path = join(folder, "history")
  let size = 0
  const trying = <A>(operation: () => Promise<A>) =>
    Effect.tryPromise({ try: operation, catch: (cause) => new HistoryError({ path, cause }) })
  const load = trying(async () => {
    const lines = await readLines(path)
    size = lines.length
    if (size > 0) await chmod(path, 0o600)
    return lines.slice(-History.MAX_LINES)
  })
  const append = (line: string) =>
    trying(async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await appendFile(path, `${line}\n`, { mode: 0o600 })
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
  // A relative one is to be ignored, says the specification.
  if (Option.isSome(given) && isAbsolute(given.value)) return given
  return Option.map(yield* Config.option(Config.string("HOME")), (home) => join(home, ".local", "state"))
}).pipe(Effect.orElseSucceed(Option.none<string>))

export class HistoryFile extends Context.Tag("chat/Client/HistoryFile")<
  HistoryFile,
  {
    /** The lines kept, the oldest first. */
    readonly load: Effect.Effect<ReadonlyArray<string>, HistoryError>
    /** Keeps one more line, if `History` says that it may be kept. */
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
