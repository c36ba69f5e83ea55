import * as Effect from "effect/Effect"
import { toBytes } from "../Domain/ByteString.ts"
import { Stdio } from "../Stdio.ts"
import * as Client from "./Client.ts"
import * as Failure from "./Failure.ts"
import * as Flags from "./Flags.ts"
import * as Secrets from "./Secrets.ts"
import * as Signal from "./Signal.ts"
import * as Subcommand from "./Subcommand.ts"

/** Nobody sees it: it is in no channel. */
const NAME = "list"

/** `chat list`: the names of the server's channels, one a line. */
export const list = Subcommand.make(
  {
    name: "list",
    summary: "List the channels",
    sample: "chat list localhost 55555",
    description:
      "Prints the names of all channels, one a line, and leaves; nothing if there is none. No channel notices.",
    forms: ["HOST PORT [options]", "--socket PATH [options]"],
    operands: Flags.connect.operands,
    groups: [{ title: "Connection", flags: { socket: Flags.connect.socket, ...Secrets.client } }],
    examples: ["chat list localhost 55555"]
  },
  (flags) =>
    Effect.gen(function* () {
      const client = { name: yield* Client.parseName(NAME), ...(yield* Client.server(flags)) }
      const { explain, open } = yield* Effect.promise(() => import("../Client/Connect.ts"))
      const { run } = yield* Effect.promise(() => import("../Client/List.ts"))
      const { visibleBytes } = yield* Effect.promise(() => import("../Client/TerminalText.ts"))
      const names = yield* Effect.mapError(
        run({ ...client, encrypted: client.secure !== undefined }, open(client)),
        (error) => Failure.runtime(explain(error))
      )
      // For a program, byte for byte; on a terminal nothing that drives it.
      const lines = names.map((name) => (process.stdout.isTTY ? visibleBytes(toBytes(name)) : toBytes(name)))
      const text = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from("\n")]))
      yield* Effect.mapError((yield* Stdio).write(text), () => Failure.told)
    }).pipe(Signal.endsUnfinished)
)
