/** What can be checked: the four programs of the assignment, and a pair; the suite for each. */
import { suite as basicClient } from "./Basic/ClientSuite.ts"
import { suite as basicServer } from "./Basic/ServerSuite.ts"
import { suite as client } from "./Client/Suite.ts"
import { suite as pair } from "./Pair/Suite.ts"
import { suite as server } from "./Server/Suite.ts"
import type { Suite } from "./Suite.ts"

/** By the names that the command line has for the programs. */
export const suites = {
  server,
  client,
  "basic-server": basicServer,
  "basic-client": basicClient,
  pair
} satisfies Record<string, Suite>

export type Target = keyof typeof suites
