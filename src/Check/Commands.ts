/** The words that start the programs under check, and what they must have in them. Pure. */
import * as Data from "effect/Data"
import * as Either from "effect/Either"
import type { Placeholders, Role } from "./Program/Launcher.ts"
import type { Target } from "./Suites.ts"

/** The words of each program. */
export type Commands = Readonly<Partial<Record<Role, ReadonlyArray<string>>>>

/** There are no words for a program. */
export class NoProgram extends Data.TaggedError("NoProgram")<{ readonly role: Role }> {}

/** A placeholder is not among the words of a program. */
export class NoPlaceholder extends Data.TaggedError("NoPlaceholder")<{
  readonly role: Role
  readonly placeholder: keyof Placeholders
}> {}

/** Without these a program does not know what to do. The host may be written out: it is this machine. */
const required: Readonly<Record<Target, Readonly<Partial<Record<Role, ReadonlyArray<keyof Placeholders>>>>>> = {
  server: { server: ["port"] },
  client: { client: ["name", "port"] },
  "basic-server": { server: ["port"] },
  "basic-client": { client: ["port"] },
  pair: { server: ["port"], client: ["name", "port"] }
}

/** The words on both sides of the first `--`. */
const split = (words: ReadonlyArray<string>): Commands => {
  const at = words.indexOf("--")
  return at < 0 ? { server: words } : { server: words.slice(0, at), client: words.slice(at + 1) }
}

/** The programs of a command line for this target: of a pair the server comes first, and a `--` between the two. */
export const parse = (
  target: Target,
  words: ReadonlyArray<string>
): Either.Either<Commands, NoProgram | NoPlaceholder> =>
  Either.gen(function* () {
    const roles = required[target]
    const isPair = roles.server !== undefined && roles.client !== undefined
    const commands: Commands = isPair
      ? split(words)
      : roles.server === undefined
        ? { client: words }
        : { server: words }
    for (const role of ["server", "client"] as const) {
      const command = commands[role] ?? []
      const placeholders = roles[role]
      if (placeholders === undefined) continue
      if (command.length === 0) yield* Either.left(new NoProgram({ role }))
      const placeholder = placeholders.find((name) => !command.some((word) => word.includes(`{${name}}`)))
      if (placeholder !== undefined) yield* Either.left(new NoPlaceholder({ role, placeholder }))
    }
    return commands
  })
