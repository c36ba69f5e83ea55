/** The program for the plain forms of the clients alone: what it does not contain takes no time at the start. */
import * as Main from "./Cli/Main.ts"
import { run } from "./Cli/Plain/Client.ts"
import type { ClientForm } from "./Cli/Plain/Form.ts"

export const start = (form: ClientForm): void => Main.run(run(form))
