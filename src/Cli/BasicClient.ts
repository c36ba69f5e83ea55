import * as Command from "@effect/cli/Command"
import * as Effect from "effect/Effect"
import { describe } from "../Dialect/Frames/Reply.ts"
import * as Failure from "./Failure.ts"
import * as Flags from "./Flags.ts"

/** `chat basic-client`: sends standard input and disconnects. */
export const command = Command.make("basic-client", Flags.connect, (flags) =>
  Effect.gen(function* () {
    const target = yield* Flags.connectTarget(flags)
    const { run } = yield* Effect.promise(() => import("../BasicClient.ts"))
    yield* Effect.mapError(run(target), (error) => Failure.runtime(describe(error)))
  })
).pipe(Command.withDescription("Part 1 of the assignment: sends all of standard input and disconnects."))
