/** All cases for `server.py`, in the order in which a student writes it: first what everything else needs. */
import * as Effect from "effect/Effect"
import { type Case, says } from "../Case.ts"
import { make } from "../Suite.ts"
import { channels } from "./Channels.ts"
import { errors } from "./Errors.ts"
import { connect } from "./Fixtures.ts"
import { frames } from "./Frames.ts"
import { prepare, type ServerHarness } from "./Harness.ts"
import { leaving } from "./Leaving.ts"
import { lists } from "./Lists.ts"
import { load } from "./Load.ts"
import { messages } from "./Messages.ts"
import { names } from "./Names.ts"

const starts: Case<ServerHarness> = {
  id: "server.start",
  weight: 1,
  expectation: "Started with a port, the program listens on it.",
  source: says("server", "the server takes one argument, the port that it runs on"),
  script: Effect.asVoid(connect("Panda"))
}

export const suite = make(
  [starts, ...names, ...messages, ...channels, ...lists, ...errors, ...leaving, ...frames, ...load],
  prepare
)
