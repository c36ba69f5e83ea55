/** A command of `chat`: what is said about it, which is all that help, completions and manual know, and what runs it. */
import * as Command from "@effect/cli/Command"
import type * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import type * as Types from "effect/Types"
import type * as Failure from "./Failure.ts"
import type * as Flag from "./Flag.ts"
import type * as Operand from "./Operand.ts"

/** Options that belong together, under a title. */
export interface Group {
  readonly title: string
  /** What holds for all of them, beside the title. */
  readonly remark?: string
  /** The remark says how the variables are called, so they are not listed one by one. */
  readonly isVariableImplied?: boolean
  readonly flags: Flag.Flags
}

/** What is said about a command. */
export interface Page {
  readonly name: string
  /** A few words, for the list of commands. */
  readonly summary: string
  /** A command line that shows it, for the list of commands. */
  readonly sample: string
  /** Sentences. */
  readonly description: string
  /** The forms of its command line, without `chat` and its name. */
  readonly forms: readonly [string, ...ReadonlyArray<string>]
  readonly operands: Operand.Operands
  readonly groups: ReadonlyArray<Group>
  readonly examples: readonly [string, ...ReadonlyArray<string>]
}

/** Whatever goes wrong has become a `Failure`. */
export interface Subcommand<out R = never> {
  readonly page: Page
  readonly command: Command.Command<string, R, Failure.Failure, Readonly<Record<string, unknown>>>
}

/** The values of a page's operands and options. */
type Values<P extends Pick<Page, "groups" | "operands">> = Operand.Values<P["operands"]> &
  Flag.Values<Extract<Types.UnionToIntersection<P["groups"][number]["flags"]>, Flag.Flags>>

export const flagsOf = (page: Page): ReadonlyArray<Flag.Flag<unknown>> =>
  page.groups.flatMap(({ flags }) => Object.values(flags))

export const operandsOf = (page: Page): ReadonlyArray<Operand.Operand<unknown>> => Object.values(page.operands)

export const make = <const P extends Page, R>(
  page: P,
  run: (values: Values<P>) => Effect.Effect<void, Failure.Failure, R>
): Subcommand<R> => {
  const options = Record.filterMap(
    Object.assign({}, ...page.groups.map(({ flags }) => flags)) as Flag.Flags,
    ({ options }) => Option.fromNullable(options)
  )
  const args = Record.map(page.operands as Operand.Operands, ({ args }) => args)
  // The values' types are lost on the way through a record of any options.
  return { page, command: Command.make(page.name, { ...args, ...options }, (values) => run(values as Values<P>)) }
}
