/** Scripts that make a shell complete our command lines, from the same pages as the help. */
import * as Bash from "./Completions/Bash.ts"
import * as Fish from "./Completions/Fish.ts"
import * as Zsh from "./Completions/Zsh.ts"
import type * as Program from "./Program.ts"
import type { Page } from "./Subcommand.ts"

const renderers: Readonly<Record<Program.Shell, (pages: ReadonlyArray<Page>) => string>> = {
  bash: Bash.render,
  zsh: Zsh.render,
  fish: Fish.render
}

export const render = (shell: Program.Shell, pages: ReadonlyArray<Page>): string => renderers[shell](pages)
