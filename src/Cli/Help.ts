/** The help: of the program, and of a command. Everything in it comes from the commands' pages. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import type * as Flag from "./Flag.ts"
import * as Layout from "./Help/Layout.ts"
import * as Program from "./Program.ts"
import * as Subcommand from "./Subcommand.ts"

/** Commands that belong together, under a title. */
export interface Chapter {
  readonly title: string
  readonly pages: ReadonlyArray<Subcommand.Page>
}

export interface Format {
  /** Columns. */
  readonly width: number
  /** How a title is shown. */
  readonly title: (text: string) => string
}

/** Lines are no longer than this on any terminal: longer ones are hard to read. */
const WIDEST = 100

/** Where the output is no terminal. */
const WIDTH = 80

/** How help looks on an output: as wide as the terminal, with bold titles if the user has nothing against it. */
export const onTerminal = (output: { readonly isTTY?: boolean; readonly columns?: number }): Effect.Effect<Format> =>
  Effect.gen(function* () {
    const noColor = yield* Effect.orElseSucceed(Config.string("NO_COLOR"), () => "")
    const isBold = output.isTTY === true && noColor === ""
    return {
      width: Math.min(output.columns ?? WIDTH, WIDEST),
      title: isBold ? (text) => `\u001b[1m${text}\u001b[m` : identity
    }
  })

/** The default of an option, in brackets; empty if it has none. */
export const fallback = ({ default: value, variable }: Flag.Flag<unknown>, isVariableImplied = false): string => {
  const name = variable === undefined || isVariableImplied ? [] : [`$${variable}`]
  const parts = [...name, ...(value === undefined ? [] : [name.length > 0 ? `else ${value}` : value])]
  return parts.length === 0 ? "" : `[${parts.join(", ")}]`
}

/** An option's names, and the value that it takes. */
export const label = ({ letter, name, value }: Flag.Flag<unknown>): string =>
  `${letter === undefined ? "" : `-${letter}, `}--${name}${value === undefined ? "" : ` ${value}`}`

const flagRow =
  (isVariableImplied?: boolean) =>
  (flag: Flag.Flag<unknown>): readonly [string, string] => [
    label(flag),
    `${flag.text} ${fallback(flag, isVariableImplied)}`.trimEnd()
  ]

const USAGE = "Usage: "

const usage = (lines: ReadonlyArray<string>, width: number): ReadonlyArray<string> =>
  lines.flatMap((line, at) => {
    const [first = "", ...others] = Layout.wrap(line, width - USAGE.length, 2)
    return [
      `${at === 0 ? USAGE : " ".repeat(USAGE.length)}${first}`,
      ...others.map((line) => `${" ".repeat(USAGE.length)}${line}`)
    ]
  })

const section = (
  { title, width }: Format,
  name: string,
  lines: ReadonlyArray<string>,
  remark?: string
): ReadonlyArray<string> => [
  "",
  title(name),
  ...(remark === undefined ? [] : Layout.wrap(remark, width - 2).map((line) => `  ${line}`)),
  ...lines
]

const examples = (format: Format, page: Subcommand.Page) =>
  section(
    format,
    page.examples.length === 1 ? "Example" : "Examples",
    page.examples.flatMap((line) => Layout.wrap(`  ${line}`, format.width, 4))
  )

const text = (lines: ReadonlyArray<string>): string => `${lines.join("\n")}\n`

/** `chat --help`. */
export const ofProgram = (chapters: ReadonlyArray<Chapter>, format: Format): string =>
  text([
    ...Layout.wrap(`${Program.summary}.`, format.width),
    "",
    ...usage(["chat COMMAND [options]"], format.width),
    ...commands(chapters, format),
    ...section(format, "Options", Layout.table(Program.flags.map(flagRow()), format.width)),
    ...section(format, "Exit status", Layout.table(Program.statuses, format.width)),
    "",
    ...Layout.wrap("More: chat COMMAND --help, man chat", format.width)
  ])

/** Each command with a sample beside it, where there is room for that. */
const commands = (chapters: ReadonlyArray<Chapter>, format: Format): ReadonlyArray<string> => {
  const pages = chapters.flatMap(({ pages }) => pages)
  const names = 2 + Math.max(...pages.map(({ name }) => name.length))
  const summaries = 2 + Math.max(...pages.map(({ summary }) => summary.length))
  const line = ({ name, sample, summary }: Subcommand.Page) =>
    `  ${name.padEnd(names)}${summary.padEnd(summaries)}${sample}`
  const fits = pages.every((page) => line(page).length <= format.width)
  const lines = (pages: ReadonlyArray<Subcommand.Page>) =>
    fits
      ? pages.map(line)
      : Layout.table(
          pages.map(({ name, summary }) => [name, summary]),
          format.width
        )
  return chapters.flatMap(({ pages, title }) => section(format, title, lines(pages)))
}

/** `chat COMMAND --help`. */
export const ofCommand = (page: Subcommand.Page, format: Format): string =>
  text([
    ...Layout.wrap(page.description, format.width),
    "",
    ...usage(
      page.forms.map((form) => `chat ${page.name} ${form}`),
      format.width
    ),
    ...section(
      format,
      "Arguments",
      Layout.table(
        Subcommand.operandsOf(page).map(({ name, text }) => [name, text]),
        format.width
      )
    ),
    ...page.groups.flatMap(({ flags, isVariableImplied, remark, title }) =>
      section(format, title, Layout.table(Object.values(flags).map(flagRow(isVariableImplied)), format.width), remark)
    ),
    ...examples(format, page)
  ])
