/** `chat basic-server`, once its words are understood. */
import * as Effect from "effect/Effect"
import * as BasicServer from "../../BasicServer.ts"
import { type Address, format } from "../../Net/Address.ts"
import type { Stdio } from "../../Stdio.ts"
import * as Failure from "../Failure.ts"

export const run = (address: Address): Effect.Effect<never, Failure.Failure, Stdio> =>
  BasicServer.run(address, (bound) => Effect.logInfo(`listening on ${format(bound)}`)).pipe(
    Effect.catchTags({
      ListenError: (error) => Failure.runtime(error.message),
      OutputClosed: () => Failure.told
    }),
    Effect.scoped
  )
