/** The words of a command line that are no options, in their order; each is defined once, as options are (`Flag`). */
import * as Args from "@effect/cli/Args"
import type * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import type { Completes } from "./Flag.ts"
import * as Word from "./Word.ts"

export interface Operand<out A> {
  /** In capitals. */
  readonly name: string
  /** One line, without a full stop. */
  readonly text: string
  readonly completes: Completes
  /** `Rest`: all further words; `Program`: all words after `--`, and none before it. */
  readonly kind: "Required" | "Optional" | "Rest" | "Program"
  readonly args: Args.Args<A>
}

export type Operands = Readonly<Record<string, Operand<unknown>>>

/** What the command gets for its words. */
export type Values<O extends Operands> = { readonly [K in keyof O]: O[K] extends Operand<infer A> ? A : never }

const words = (name: string): Args.Args<string> => Args.map(Args.text({ name }), Word.unmark)

export const required = (name: string, text: string): Operand<string> => ({
  name,
  text,
  completes: "nothing",
  kind: "Required",
  args: words(name)
})

export const optional = (name: string, text: string): Operand<Option.Option<string>> => ({
  name,
  text,
  completes: "nothing",
  kind: "Optional",
  args: Args.optional(words(name))
})

/** The value is what the schema makes of it; the schema's message is what the user is told. */
export const decoded = <A>(
  name: string,
  text: string,
  schema: Schema.Schema<A, string>
): Operand<Option.Option<A>> => ({
  name,
  text,
  completes: "nothing",
  kind: "Optional",
  args: Args.optional(Args.withSchema(words(name), schema))
})

/** One of some words. */
export const choice = <const A extends string>(name: string, text: string, choices: ReadonlyArray<A>): Operand<A> => ({
  name,
  text,
  completes: choices,
  kind: "Required",
  args: Args.choice(
    choices.map((choice): [string, A] => [Word.mark(choice), choice]) as [[string, A], ...Array<[string, A]>],
    { name }
  )
})

export const rest = (
  name: string,
  text: string,
  kind: "Rest" | "Program" = "Rest"
): Operand<ReadonlyArray<string>> => ({
  name,
  text,
  completes: kind === "Program" ? "files" : "nothing",
  kind,
  args: Args.repeated(words(name))
})
