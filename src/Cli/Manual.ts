/** The manual page in roff's man macros, from the same pages as the help. */
import type * as Flag from "./Flag.ts"
import { type Chapter, fallback, label } from "./Help.ts"
import * as Program from "./Program.ts"
import * as Subcommand from "./Subcommand.ts"

/** A text as it is: a backslash, a dash and a dot or a quote at the beginning of a line mean something else in roff. */
const escape = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/, "\\&$1")

const bold = (text: string): string => `\\fB${escape(text)}\\fR`

const section = (name: string, ...lines: ReadonlyArray<string>): ReadonlyArray<string> => [`.SH "${name}"`, ...lines]

/** A term, and under it its text. */
const item = (term: string, text: string): ReadonlyArray<string> => [".TP", bold(term), escape(text)]

const flagItem = (flag: Flag.Flag<unknown>) => item(label(flag), `${flag.text}. ${fallback(flag)}`.trimEnd())

/** Lines that are not filled. */
const verbatim = (lines: ReadonlyArray<string>): ReadonlyArray<string> => [".nf", ...lines.map(escape), ".fi"]

const command = (page: Subcommand.Page): ReadonlyArray<string> => [
  `.SS "chat ${escape(page.name)}"`,
  ...verbatim(page.forms.map((form) => `chat ${page.name} ${form}`)),
  ".PP",
  escape(page.description),
  ...Subcommand.operandsOf(page).flatMap(({ name, text }) => item(name, `${text}.`)),
  ...Subcommand.flagsOf(page).flatMap(flagItem)
]

/** What an option's variable means, once for all commands that have it. */
const variables = (pages: ReadonlyArray<Subcommand.Page>): ReadonlyMap<string, string> => {
  const flags = pages.flatMap(Subcommand.flagsOf)
  return new Map([
    ...flags.flatMap(({ name, variable }) =>
      variable === undefined ? [] : [[variable, `Stands in for --${name}.`] as const]
    ),
    ...Program.variables.map(([name, meaning]) => [name, `${meaning}.`] as const)
  ])
}

export const render = (chapters: ReadonlyArray<Chapter>, version: string): string => {
  const pages = chapters.flatMap(({ pages }) => pages)
  return `${[
    `.TH CHAT 1 "" "effect\\-chat ${escape(version)}" "User Commands"`,
    ...section("NAME", `chat \\- ${escape(Program.summary)}`),
    ...section("SYNOPSIS", ...verbatim(["chat COMMAND [options]"])),
    ...section("OPTIONS", ...Program.flags.flatMap(flagItem)),
    ...section("COMMANDS", ...pages.flatMap(command)),
    ...section("ENVIRONMENT", ...Array.from(variables(pages)).flatMap(([name, meaning]) => item(name, meaning))),
    ...section("EXIT STATUS", ...Program.statuses.flatMap(([status, meaning]) => item(status, `${meaning}.`))),
    ...section("EXAMPLES", ...verbatim(pages.flatMap(({ examples }) => examples)))
  ].join("\n")}\n`
}
