/** The whole program: any command line to an exit status. */
import * as Main from "./Cli/Main.ts"
import * as Cli from "./Cli.ts"

export const start = (): void => Main.run(Cli.run(process.argv.slice(2)))
