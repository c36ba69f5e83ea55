/** The script for zsh: sourced, or as the file `_chat` in a folder of `$fpath`. */
import type * as Flag from "../Flag.ts"
import type * as Operand from "../Operand.ts"
import * as Program from "../Program.ts"
import { flagsOf, operandsOf, type Page } from "../Subcommand.ts"

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** In a specification of `_arguments`, a colon ends a part, and a bracket an explanation. */
const plain = (text: string): string => text.replaceAll("[", "(").replaceAll("]", ")").replaceAll(":", ";")

const action = (completes: Flag.Completes): string =>
  completes === "files" ? "_files" : completes === "nothing" ? "" : `(${completes.join(" ")})`

const option = ({ completes, isRepeatable, name, text, value }: Flag.Flag<unknown>): string =>
  quote(
    `${isRepeatable ? "*" : ""}--${name}${value === undefined ? "" : "="}[${plain(text)}]${
      value === undefined ? "" : `:${value}:${action(completes)}`
    }`
  )

/** Names a word that has no completion, but not in place of the options that begin with a dash. */
const named = (name: string): string => `_guard "^-*" ${name}`

const operand = ({ completes, kind, name }: Operand.Operand<unknown>): string =>
  quote(`${kind === "Rest" ? "*" : ""}:${name}:${action(completes) || named(name)}`)

const specifications = (page: Page): ReadonlyArray<string> => [
  ...[...flagsOf(page), ...Program.everywhere].map(option),
  ...operandsOf(page)
    .filter(({ kind }) => kind !== "Program")
    .map(operand)
]

const command = (page: Page): ReadonlyArray<string> => [
  `    ${page.name})`,
  "      _arguments -S -s \\",
  ...specifications(page).map(
    (specification, at, all) => `        ${specification}${at < all.length - 1 ? " \\" : ""}`
  ),
  "      ;;"
]

const described = (pages: ReadonlyArray<Page>): string =>
  pages.map(({ name, summary }) => quote(`${name}:${summary}`)).join(" ")

export const render = (pages: ReadonlyArray<Page>): string =>
  `${[
    "#compdef chat",
    `# Completions of chat for zsh: chat --completions zsh > "\${fpath[1]}/_chat"`,
    "_chat() {",
    "  local -a commands",
    `  commands=(${described(pages)} 'help:Help')`,
    "  if ((CURRENT == 2)); then",
    "    if [[ $PREFIX == -* ]]; then",
    `      _arguments ${Program.flags.map(option).join(" ")}`,
    "    else",
    "      _describe command commands",
    "    fi",
    "    return",
    "  fi",
    "  # Behind -- are a program and its arguments.",
    `  if ((\${words[(i)--]} < CURRENT)); then`,
    "    _files",
    "    return",
    "  fi",
    "  local command=$words[2]",
    "  # The command's own words begin behind its name.",
    "  words=($words[2,-1])",
    "  ((CURRENT--))",
    "  case $command in",
    "    help) _describe command commands ;;",
    `    --completions) _values shell ${Program.shells.join(" ")} ;;`,
    ...pages.flatMap(command),
    "  esac",
    "}",
    "# Loaded from $fpath it is the completion itself; sourced, it registers it.",
    'if [[ $funcstack[1] == _chat ]]; then _chat "$@"; else compdef _chat chat; fi'
  ].join("\n")}\n`
