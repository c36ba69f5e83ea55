/** The four programs of the assignment: the suite for each, and what a command line that starts one must have in it. */
import { suite as basicClient } from "./Basic/ClientSuite.ts"
import { suite as basicServer } from "./Basic/ServerSuite.ts"
import { suite as client } from "./Client/Suite.ts"
import type { Placeholders } from "./Program/Launcher.ts"
import { suite as server } from "./Server/Suite.ts"
import type { Suite } from "./Suite.ts"

/** By the names that the command line has for the programs. */
export const suites = {
  server,
  client,
  "basic-server": basicServer,
  "basic-client": basicClient
} satisfies Record<string, Suite>

export type Target = keyof typeof suites

/** Without these a program does not know what to do. The host may be written out: it is this machine. */
export const required: Readonly<Record<Target, ReadonlyArray<keyof Placeholders>>> = {
  server: ["port"],
  client: ["name", "port"],
  "basic-server": ["port"],
  "basic-client": ["port"]
}
