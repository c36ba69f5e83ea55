/** `chat basic-client`, once its words are understood. */
import * as Effect from "effect/Effect"
import * as BasicClient from "../../BasicClient.ts"
import { describe } from "../../Dialect/Frames/Reply.ts"
import type { Stdio } from "../../Stdio.ts"
import * as Failure from "../Failure.ts"
import * as Signal from "../Signal.ts"

export type Settings = BasicClient.BasicClientOptions

export const run = (settings: Settings): Effect.Effect<void, Failure.Failure, Stdio> =>
  Signal.endsUnfinished(Effect.mapError(BasicClient.run(settings), (error) => Failure.runtime(describe(error))))
