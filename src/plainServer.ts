/** The program for the plain forms of the servers alone: what it does not contain takes no time at the start. */
import * as Main from "./Cli/Main.ts"
import type { ServerForm } from "./Cli/Plain/Form.ts"
import { run } from "./Cli/Plain/Server.ts"

export const start = (form: ServerForm): void => Main.run(run(form))
