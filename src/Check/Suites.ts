/** What can be checked, by the name that the command line has for it. */
import { suite as basicClient } from "./Basic/ClientSuite.ts"
import { suite as basicServer } from "./Basic/ServerSuite.ts"
import { suite as client } from "./Client/Suite.ts"
import { suite as server } from "./Server/Suite.ts"
import type { Suite } from "./Suite.ts"
import type { Target } from "./Target.ts"

export const suites: Readonly<Record<Target, Suite>> = {
  server,
  client,
  "basic-server": basicServer,
  "basic-client": basicClient
}
