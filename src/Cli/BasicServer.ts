import * as Effect from "effect/Effect"
import * as Flags from "./Flags.ts"
import * as LogLevel from "./LogLevel.ts"
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
    groups: [Flags.listen.group, { title: "Logging", flags: { level: LogLevel.flag } }],
    examples: ["chat basic-server 55555"]
  },
  (flags) =>
    Effect.gen(function* () {
      const address = yield* Flags.listenAddress(flags)
      const { run } = yield* Effect.promise(() => import("./Run/BasicServer.ts"))
      yield* run(address)
    })
)
