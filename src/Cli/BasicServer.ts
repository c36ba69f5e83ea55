import * as Command from "@effect/cli/Command"
import * as Effect from "effect/Effect"
import { format } from "../Net/Address.ts"
import * as Failure from "./Failure.ts"
import * as Flags from "./Flags.ts"

/** `chat basic-server`: prints what clients send, one client after the other. */
export const command = Command.make("basic-server", Flags.listen, (flags) =>
  Effect.gen(function* () {
    const address = yield* Flags.listenAddress(flags)
    const { run } = yield* Effect.promise(() => import("../BasicServer.ts"))
    yield* run(address, (bound) => Effect.logInfo(`listening on ${format(bound)}`)).pipe(
      Effect.catchTags({
        ListenError: (error) => Failure.runtime(error.message),
        OutputClosed: () => Failure.told
      }),
      Effect.scoped
    )
  })
).pipe(Command.withDescription("Part 1 of the assignment: prints what each client sends, one client after the other."))
