/** The script for bash: bare bash 3.2 or newer, without the package bash-completion. */
import type * as Flag from "../Flag.ts"
import * as Program from "../Program.ts"
import { flagsOf, operandsOf, type Page } from "../Subcommand.ts"

const names = (flags: ReadonlyArray<Flag.Flag<unknown>>): string => flags.map(({ name }) => `--${name}`).join(" ")

/** Offers words that begin with the current one. */
const offer = (words: string): string => `COMPREPLY=($(compgen -W '${words}' -- "$current"))`

/** Readline's own completion of files, which quotes what has to be; without `compopt`, before bash 4, their bare names. */
const FILES = `compopt -o default 2> /dev/null || COMPREPLY=($(compgen -f -- "$current"))`

const completing = (completes: Exclude<Flag.Completes, "nothing">): string =>
  completes === "files" ? FILES : offer(completes.join(" "))

/** After an option with a value: the value, and nothing else. */
const values = (flags: ReadonlyArray<Flag.Flag<unknown>>): ReadonlyArray<string> =>
  flags
    .filter(({ value }) => value !== undefined)
    .map(
      ({ completes, name }) =>
        `        --${name}) ${completes === "nothing" ? "" : `${completing(completes)}; `}return ;;`
    )

const command = (page: Page): ReadonlyArray<string> => {
  const flags = [...flagsOf(page), ...Program.everywhere]
  // Words that may be anything have no completion; so the first that have are offered wherever a word may stand.
  const words = operandsOf(page).flatMap(({ completes }) => (typeof completes === "string" ? [] : completes))
  return [
    `    ${page.name})`,
    '      case "$previous" in',
    ...values(flags),
    "      esac",
    `      case "$current" in`,
    `        -*) ${offer(names(flags))} ;;`,
    ...(words.length > 0 ? [`        *) ${offer(words.join(" "))} ;;`] : []),
    "      esac",
    "      ;;"
  ]
}

export const render = (pages: ReadonlyArray<Page>): string =>
  `${[
    '# Completions of chat for bash: eval "$(chat --completions bash)"',
    "_chat() {",
    `  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} word`,
    "  COMPREPLY=()",
    "  # --name=value is three words here.",
    `  if [[ $current == "=" ]]; then current=; elif [[ $previous == "=" ]]; then previous=\${COMP_WORDS[COMP_CWORD - 2]}; fi`,
    `  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do`,
    `    if [[ $word == -- ]]; then ${FILES}; return; fi`,
    "  done",
    "  if ((COMP_CWORD == 1)); then",
    '    case "$current" in',
    `      -*) ${offer(names(Program.flags))} ;;`,
    `      *) ${offer([...pages.map(({ name }) => name), "help"].join(" "))} ;;`,
    "    esac",
    "    return",
    "  fi",
    `  case "\${COMP_WORDS[1]}" in`,
    `    help) ${offer(pages.map(({ name }) => name).join(" "))} ;;`,
    `    --completions) ${offer(Program.shells.join(" "))} ;;`,
    ...pages.flatMap(command),
    "  esac",
    "}",
    "complete -F _chat chat"
  ].join("\n")}\n`
