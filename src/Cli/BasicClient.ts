import * as Effect from "effect/Effect"
import * as Flags from "./Flags.ts"
import * as Subcommand from "./Subcommand.ts"

/** `chat basic-client`: sends standard input and disconnects. */
export const basicClient = Subcommand.make(
  {
    name: "basic-client",
    summary: "Part 1, the client",
    sample: "chat basic-client HOST PORT < FILE",
    description: "Sends all of standard input, byte for byte, and disconnects: the client of the assignment's part 1.",
    forms: ["HOST PORT", "--socket PATH"],
    operands: Flags.connect.operands,
    groups: [{ title: "Connection", flags: { socket: Flags.connect.socket } }],
    examples: ["chat basic-client localhost 55555 < message.txt"]
  },
  (flags) =>
    Effect.gen(function* () {
      const target = yield* Flags.connectTarget(flags)
      const { run } = yield* Effect.promise(() => import("./Run/BasicClient.ts"))
      yield* run(target)
    })
)
