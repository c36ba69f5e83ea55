/** All that is expected of `client.py`. */
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import { type Environment, make } from "../Suite.ts"
import { ending } from "./Ending.ts"
import { open } from "./Harness.ts"
import { printing } from "./Printing.ts"
import { prompting } from "./Prompting.ts"
import { sending } from "./Sending.ts"

/** Each script starts the client itself, because how it is started differs. */
export const suite = make<Environment>(
  [...sending, ...printing, ...prompting, ...ending],
  Effect.as(Effect.scoped(open()), identity)
)
