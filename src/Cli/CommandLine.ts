/**
 * Reads a command line: what is asked for, and, for a command, its words in an order on which `@effect/cli` does not err.
 *
 * The library takes an unknown option for an argument, guesses what was meant only before the first argument, ignores
 * capitals, and finds its own built-in options everywhere. So whether a word is an option that exists, has a value, and
 * is not one too many is decided here, from the same definitions; the library then makes the values.
 */
import * as Either from "effect/Either"
import { nearest } from "../Nearest.ts"
import * as Failure from "./Failure.ts"
import * as Flag from "./Flag.ts"
import * as Program from "./Program.ts"
import { flagsOf, operandsOf, type Page } from "./Subcommand.ts"
import * as Word from "./Word.ts"

export type Request =
  | { readonly _tag: "Help"; readonly page: Page | undefined }
  | { readonly _tag: "Version" }
  | { readonly _tag: "Manual" }
  | { readonly _tag: "Completions"; readonly shell: Program.Shell }
  | {
      readonly _tag: "Run"
      readonly page: Page
      /** For the library, from the command's name on. */
      readonly words: ReadonlyArray<string>
      /** The values of options of the program itself, by their names. */
      readonly ofProgram: ReadonlyMap<string, string>
    }

type Result<A> = Either.Either<A, Failure.Failure>

const didYouMean = (word: string, names: Iterable<string>): string => {
  const found = nearest(word, names)
  return found === undefined ? "." : `. Did you mean ${found}?`
}

const oneOf = (name: string, value: string, choices: ReadonlyArray<string>): Result<void> =>
  choices.includes(value)
    ? Either.void
    : Either.left(Failure.usage(`${name} is one of ${choices.join(", ")}, not '${value}'${didYouMean(value, choices)}`))

const isNamed = (word: string) => (flag: Flag.Flag<unknown>) =>
  word === `--${flag.name}` || (flag.letter !== undefined && word === `-${flag.letter}`)

/** An option and its value, from the words that begin with it, and how many words that were. */
const takeFlag = (
  flags: ReadonlyArray<Flag.Flag<unknown>>,
  [word = "", next]: ReadonlyArray<string>,
  hint: string
): Result<{ flag: Flag.Flag<unknown>; value: string | undefined; size: number }> =>
  Either.gen(function* () {
    const at = word.startsWith("--") ? word.indexOf("=") : -1
    const name = at < 0 ? word : word.slice(0, at)
    const flag = flags.find(isNamed(name))
    if (flag === undefined) {
      const names = flags.map(({ name }) => `--${name}`)
      return yield* Either.left(Failure.usage(`There is no option ${name}${didYouMean(name, names)}${hint}`))
    }
    const inline = at < 0 ? undefined : word.slice(at + 1)
    if (flag.value === undefined) {
      return inline === undefined
        ? { flag, value: undefined, size: 1 }
        : yield* Either.left(Failure.usage(`${name} takes no value.`))
    }
    const isMissing = next === undefined || next === "--" || flags.some(isNamed(next))
    const value = inline ?? (isMissing ? undefined : next)
    if (value === undefined) {
      return yield* Either.left(Failure.usage(`Missing the value of ${name}: ${Flag.synopsis(flag)}.`))
    }
    if (typeof flag.completes !== "string") yield* oneOf(name, value, flag.completes)
    return { flag, value, size: inline === undefined ? 2 : 1 }
  })

/** The words of a command: its options with their values, and the others, before and after `--`. */
interface Sorted {
  readonly given: ReadonlyArray<{ readonly flag: Flag.Flag<unknown>; readonly value: string | undefined }>
  readonly before: ReadonlyArray<string>
  /** Undefined without `--`. */
  readonly after: ReadonlyArray<string> | undefined
}

const sort = (page: Page, words: ReadonlyArray<string>): Result<Sorted> =>
  Either.gen(function* () {
    const flags = [...flagsOf(page), ...Program.everywhere]
    const rest = operandsOf(page).findIndex(({ kind }) => kind === "Rest")
    const hint = rest < 0 ? "" : ` A text that begins with a dash goes after --.`
    const given: Array<Sorted["given"][number]> = []
    const before: Array<string> = []
    for (let at = 0; at < words.length; ) {
      const word = words[at] ?? ""
      if (word === "--") return { given, before, after: words.slice(at + 1) }
      // A text may be anything; before it, and in place of a number, nothing but an option begins so.
      const isText = rest >= 0 && before.length >= rest && !flags.some(isNamed(word.split("=", 1)[0] ?? ""))
      if (!word.startsWith("-") || word === "-" || /^-\d/.test(word) || isText) {
        before.push(word)
        at++
        continue
      }
      const taken = yield* takeFlag(flags, words.slice(at), hint)
      if (taken.value !== undefined && !taken.flag.isRepeatable && given.some(({ flag }) => flag === taken.flag)) {
        return yield* Either.left(Failure.usage(`--${taken.flag.name} is given twice.`))
      }
      given.push(taken)
      at += taken.size
    }
    return { given, before, after: undefined }
  })

/** Makes a failure of a command say how the command is used. */
export const explained = ({ forms, name }: Page): ((failure: Failure.Failure) => Failure.Failure) =>
  Failure.ofCommand(name, `chat ${name} ${forms[0]}`)

/** The command's words in the order of its operands, none missing and none too many. */
const checkOperands = (page: Page, { after, before }: Sorted): Result<ReadonlyArray<string>> =>
  Either.gen(function* () {
    const operands = operandsOf(page)
    const program = operands.findIndex(({ kind }) => kind === "Program")
    const most = program >= 0 ? program : operands.some(({ kind }) => kind === "Rest") ? Infinity : operands.length
    const words = program < 0 ? [...before, ...(after ?? [])] : before
    const missing = operands[words.length]
    if (missing?.kind === "Required") {
      return yield* Either.left(Failure.words(`Missing ${missing.name}.`))
    }
    if (words.length > most) {
      return yield* Either.left(
        program < 0 || after !== undefined
          ? Failure.words(`'${words[most]}' is a word too many.`)
          : Failure.usage(
              `Put -- before the program: chat ${page.name} ${words.slice(0, most).join(" ")} -- ${words.slice(most).join(" ")}.`
            )
      )
    }
    for (const [at, word] of words.entries()) {
      const { completes, name } = operands[at] ?? {}
      if (name !== undefined && typeof completes === "object") yield* oneOf(name, word, completes)
    }
    return program < 0 ? words : [...words, ...(after ?? [])]
  })

const readCommand = (page: Page, line: ReadonlyArray<string>): Result<Request> =>
  Either.gen(function* () {
    const sorted = yield* sort(page, line)
    const { given } = sorted
    if (given.some(({ flag }) => flag === Program.help)) return { _tag: "Help", page }
    if (given.some(({ flag }) => flag === Program.version)) return { _tag: "Version" }
    const operands = yield* checkOperands(page, sorted)
    const missing = flagsOf(page).find(
      (required) => required.isRequired && !given.some(({ flag }) => flag === required)
    )
    if (missing !== undefined) return yield* Either.left(Failure.usage(`Missing ${Flag.synopsis(missing)}.`))
    const forLibrary = given.filter(({ flag }) => flag.options !== undefined)
    const options = forLibrary.flatMap(({ flag, value }) =>
      value === undefined ? [`--${flag.name}`] : [`--${flag.name}`, Word.mark(value)]
    )
    const ofProgram = new Map(
      given.flatMap(({ flag, value }) => (flag.options === undefined ? [[flag.name, value ?? ""] as const] : []))
    )
    return { _tag: "Run", page, ofProgram, words: [page.name, ...options, "--", ...operands.map(Word.mark)] }
  })

const names = (pages: ReadonlyArray<Page>): ReadonlyArray<string> => pages.map(({ name }) => name)

const find = (pages: ReadonlyArray<Page>, name: string): Result<Page> =>
  Either.fromNullable(
    pages.find((page) => page.name === name),
    () => Failure.usage(`There is no command ${name}${didYouMean(name, names(pages))}`)
  )

/** What is asked for without a command. */
const readProgram = (pages: ReadonlyArray<Page>, line: ReadonlyArray<string>): Result<Request> =>
  Either.gen(function* () {
    const { flag, size, value } = yield* takeFlag(Program.flags, line, "")
    if (flag === Program.version) return { _tag: "Version" }
    if (flag === Program.manual) return { _tag: "Manual" }
    if (flag === Program.completions) return { _tag: "Completions", shell: value as Program.Shell }
    const name = line[size]
    return { _tag: "Help", page: name === undefined ? undefined : yield* find(pages, name) }
  })

/** Other words for options of the program. */
const synonyms: Readonly<Record<string, string>> = { help: "--help", version: "--version", "-v": "--version" }

/** Reads the words after `chat`; undefined if there are none. */
export const read = (
  pages: ReadonlyArray<Page>,
  [head, ...line]: ReadonlyArray<string>
): Result<Request | undefined> => {
  if (head === undefined) return Either.right(undefined)
  const option = synonyms[head] ?? head
  if (option.startsWith("-"))
    return Either.mapLeft(readProgram(pages, [option, ...line]), Failure.seeing("chat --help"))
  return Either.flatMap(Either.mapLeft(find(pages, head), Failure.seeing("chat --help")), (page) =>
    Either.mapLeft(readCommand(page, line), explained(page))
  )
}
