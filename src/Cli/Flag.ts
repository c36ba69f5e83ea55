/**
 * Options, each defined once: what reads it, and what the help, the completions and the manual say about it.
 */
import * as Options from "@effect/cli/Options"
import type * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import * as Word from "./Word.ts"

/** What a shell offers for a value. */
export type Completes = "nothing" | "files" | ReadonlyArray<string>

export interface Description {
  /** What its value is called, in capitals. */
  readonly value: string
  /** One line, without a full stop. */
  readonly text: string
  /** What holds without the option and its variable. */
  readonly default?: string
  /** The environment variable that is read where the option is not given. */
  readonly variable?: string
  readonly completes?: Completes
}

export interface Flag<out A> extends Omit<Description, "value"> {
  /** Without its dashes. */
  readonly name: string
  /** One letter, if it has a short form. */
  readonly letter?: string
  /** Undefined: the option is a switch. */
  readonly value: string | undefined
  readonly completes: Completes
  readonly isRequired: boolean
  readonly isRepeatable: boolean
  /** Undefined: it is an option of the program itself, which `Cli` reads before a command does. */
  readonly options: Options.Options<A> | undefined
}

export type Flags = Readonly<Record<string, Flag<unknown>>>

/** What the command gets for its options. */
export type Values<F extends Flags> = { readonly [K in keyof F]: F[K] extends Flag<infer A> ? A : never }

const make = <A>(
  name: string,
  description: Omit<Description, "value"> & { readonly value?: string },
  options: Options.Options<A> | undefined
): Flag<A> => ({
  isRequired: false,
  isRepeatable: false,
  ...description,
  name,
  value: description.value,
  completes: description.completes ?? "nothing",
  options
})

const words = (name: string): Options.Options<string> => Options.map(Options.text(name), Word.unmark)

/** On or off. */
export const toggle = (name: string, description: string | Omit<Description, "value">): Flag<boolean> =>
  make(name, typeof description === "string" ? { text: description } : description, Options.boolean(name))

export const text = (name: string, description: Description): Flag<Option.Option<string>> =>
  make(name, description, Options.optional(words(name)))

/** The value is what the schema makes of it; the schema's message is what the user is told. */
export const decoded = <A>(
  name: string,
  description: Description,
  schema: Schema.Schema<A, string>
): Flag<Option.Option<A>> => make(name, description, Options.optional(words(name).pipe(Options.withSchema(schema))))

export const required = (name: string, description: Description): Flag<string> => ({
  ...make(name, description, words(name)),
  isRequired: true
})

/** May be given more than once. */
export const repeated = (name: string, description: Description): Flag<ReadonlyArray<string>> => ({
  ...make(
    name,
    description,
    Options.map(Options.repeated(Options.text(name)), (words): ReadonlyArray<string> => words.map(Word.unmark))
  ),
  isRepeatable: true
})

/** One of some words, the first of which is the default. */
export const choice = <const A extends string>(
  name: string,
  description: Omit<Description, "completes" | "default">,
  choices: readonly [A, ...ReadonlyArray<A>]
): Flag<A> =>
  make(
    name,
    { ...description, default: choices[0], completes: choices },
    Options.choiceWithValue(
      name,
      choices.map((choice): [string, A] => [Word.mark(choice), choice])
    ).pipe(Options.withDefault(choices[0]))
  )

/** An option of the program itself. */
export const ofProgram = (
  name: string,
  description: Omit<Description, "value"> & { readonly value?: string; readonly letter?: string }
): Flag<void> => make<void>(name, description, undefined)

/** The long form, with the value that it takes. */
export const synopsis = ({ name, value }: Flag<unknown>): string =>
  value === undefined ? `--${name}` : `--${name} ${value}`
