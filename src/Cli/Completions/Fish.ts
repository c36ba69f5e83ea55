/** The script for fish, 3.0 or newer. */
import type * as Flag from "../Flag.ts"
import * as Program from "../Program.ts"
import { flagsOf, operandsOf, type Page } from "../Subcommand.ts"

const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`

/** `-x`: a value and no files; `-r`: a value, files where nothing else is offered. */
const value = ({ completes, value }: Flag.Flag<unknown>): string => {
  if (value === undefined) return ""
  if (completes === "files") return " -r -F"
  return completes === "nothing" ? " -x" : ` -x -a ${quote(completes.join(" "))}`
}

const option = (condition: string, flag: Flag.Flag<unknown>): string => {
  const letter = flag.letter === undefined ? "" : ` -s ${flag.letter}`
  return `complete -c chat -n ${quote(condition)}${letter} -l ${flag.name}${value(flag)} -d ${quote(flag.text)}`
}

const command = (page: Page): ReadonlyArray<string> => {
  const condition = `__chat_is ${page.name}`
  const words = operandsOf(page).flatMap(({ completes }) => (typeof completes === "string" ? [] : completes))
  return [
    ...[...flagsOf(page), ...Program.everywhere].map((flag) => option(condition, flag)),
    ...(words.length > 0 ? [`complete -c chat -n ${quote(condition)} -a ${quote(words.join(" "))}`] : [])
  ]
}

const offered = (condition: string, page: Page): string =>
  `complete -c chat -n ${quote(condition)} -a ${page.name} -d ${quote(page.summary)}`

export const render = (pages: ReadonlyArray<Page>): string =>
  `${[
    "# Completions of chat for fish: chat --completions fish > ~/.config/fish/completions/chat.fish",
    "function __chat_is -d 'Whether this is the command, and the cursor before any --'",
    "  set -l words (commandline -opc)",
    '  test "$words[2]" = "$argv[1]"; and not contains -- -- $words',
    "end",
    "function __chat_is_first -d 'Whether the cursor is at the word behind chat'",
    "  test (count (commandline -opc)) = 1",
    "end",
    "function __chat_is_program -d 'Whether the cursor is behind --'",
    "  contains -- -- (commandline -opc)",
    "end",
    "complete -c chat -f",
    "complete -c chat -n __chat_is_program -F",
    ...Program.flags.map((flag) => option("__chat_is_first", flag)),
    ...pages.flatMap((page) => [offered("__chat_is_first", page), offered("__chat_is help", page)]),
    "complete -c chat -n __chat_is_first -a help -d Help",
    `complete -c chat -n '__chat_is --completions' -a ${quote(Program.shells.join(" "))}`,
    ...pages.flatMap(command)
  ].join("\n")}\n`
