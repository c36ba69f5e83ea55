import * as Command from "@effect/cli/Command"
import * as Effect from "effect/Effect"
import { format } from "../Net/Address.ts"
import * as Failure from "./Failure.ts"
import * as Flags from "./Flags.ts"

/** `chat server`: serves until a signal comes, and says on standard error what it listens on. */
export const command = Command.make("server", Flags.listen, (flags) =>
  Effect.gen(function* () {
    const address = yield* Flags.listenAddress(flags)
    const { layer, serve } = yield* Effect.promise(() => import("../Server.ts"))
    yield* serve(address).pipe(
      Effect.mapError((error) => Failure.runtime(error.message)),
      Effect.flatMap((bound) => Effect.logInfo(`listening on ${format(bound)}`)),
      Effect.zipRight(Effect.never),
      Effect.scoped,
      Effect.provide(layer)
    )
  })
).pipe(Command.withDescription("The chat server: one process for all channels, until SIGINT or SIGTERM ends it."))
