import * as Effect from "effect/Effect"
import { format } from "../Net/Address.ts"
import * as Failure from "./Failure.ts"
import * as Flags from "./Flags.ts"
import * as Log from "./Log.ts"
import * as Subcommand from "./Subcommand.ts"

/** `chat basic-server`: prints what clients send, one client after the other. */
export const basicServer = Subcommand.make(
  {
    name: "basic-server",
    summary: "Part 1, the server",
    sample: "chat basic-server 55555",
    description:
      "Prints what each client sends, one client after the other, until a signal comes: the server of the assignment's part 1.",
    forms: Flags.listen.forms,
    operands: Flags.listen.operands,
    groups: [Flags.listen.group, { title: "Logging", flags: { level: Log.flag } }],
    examples: ["chat basic-server 55555"]
  },
  (flags) =>
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
)
