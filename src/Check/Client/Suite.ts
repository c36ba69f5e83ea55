/** All cases for `client.py`. */
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import { type Environment, make } from "../Suite.ts"
import { ending } from "./Ending.ts"
import { open } from "./Harness.ts"
import { printing } from "./Printing.ts"
import { prompting } from "./Prompting.ts"
import { sending } from "./Sending.ts"

/** Each script starts the client itself, because the scripts start it in different ways. */
export const suite = make<Environment>(
  [...sending, ...printing, ...prompting, ...ending],
  Effect.as(Effect.scoped(open()), identity)
)
