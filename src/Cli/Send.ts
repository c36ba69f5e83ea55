import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Stdio } from "../Stdio.ts"
import * as Client from "./Client.ts"
import * as Failure from "./Failure.ts"
import * as Flag from "./Flag.ts"
import * as Flags from "./Flags.ts"
import * as Operand from "./Operand.ts"
import * as Secrets from "./Secrets.ts"
import * as Signal from "./Signal.ts"
import * as Subcommand from "./Subcommand.ts"

interface Words {
  readonly host: Option.Option<string>
  readonly port: Option.Option<string>
  readonly socket: Option.Option<string>
  readonly text: ReadonlyArray<string>
}

/** Where to connect, and the text. With a socket there are neither host nor port: their words belong to the text. */
const parseWords = ({ host, port, socket, text }: Words) =>
  Effect.gen(function* () {
    if (Option.isNone(socket)) {
      const [place, ...inPlace] = Option.match(host, { onNone: () => [], onSome: Flags.splitPlace })
      const [word, ...words] = [...inPlace, ...Option.toArray(port), ...text]
      const decoded = yield* Effect.transposeMapOption(Option.fromNullable(word), Flags.connectPort)
      const given = { host: Option.fromNullable(place), port: decoded, socket }
      return { target: yield* Flags.connectTarget(given), text: words }
    }
    const target = yield* Flags.connectTarget({ host: Option.none(), port: Option.none(), socket })
    return { target, text: [...Option.toArray(host), ...Option.toArray(port), ...text] }
  })

/** `chat send`: sends to a channel and leaves. The exit status tells whether the server has accepted everything. */
export const send = Subcommand.make(
  {
    name: "send",
    summary: "Send from a script",
    sample: "chat send Bot HOST PORT --channel lab hi",
    description:
      "Joins or creates a channel, sends, and leaves. The words of TEXT are one message; without them each line of standard input is one. Status 0: the server has accepted everything.",
    forms: ["NAME HOST PORT --channel CHANNEL [TEXT]", "NAME --socket PATH --channel CHANNEL [TEXT]"],
    operands: {
      name: Client.name,
      host: Flags.connect.operands.host,
      port: Operand.optional("PORT", "The port of the server, 1 to 65535"),
      text: Operand.rest("TEXT", "What to send; without it, the lines of standard input")
    },
    groups: [
      {
        title: "Sending",
        flags: { channel: Flag.required("channel", { value: "CHANNEL", text: "Joined, or created if there is none" }) }
      },
      { title: "Connection", flags: { socket: Flags.connect.socket, ...Secrets.client } }
    ],
    examples: [
      'chat send Bot localhost 55555 --channel lab "build 42 failed"',
      "tail -f log | chat send Bot localhost 55555 --channel lab"
    ]
  },
  (flags) =>
    Effect.gen(function* () {
      const { target, text } = yield* parseWords(flags)
      const secrets = yield* Secrets.clientSecrets(flags)
      const name = yield* Client.parseName(flags.name)
      const channel = yield* Client.parseChannel(flags.channel)
      const { explain, open } = yield* Effect.promise(() => import("../Client/Connect.ts"))
      const { lines, wordLines } = yield* Effect.promise(() => import("../Client/Lines.ts"))
      const { run } = yield* Effect.promise(() => import("../Client/Send.ts"))
      const options = {
        ...target,
        encrypted: secrets.secure !== undefined,
        name,
        channel,
        lines: text.length > 0 ? wordLines(text) : lines((yield* Stdio).input)
      }
      yield* Effect.mapError(run(options, open({ ...target, ...secrets, name })), (error) =>
        Failure.runtime(explain(error))
      )
    }).pipe(Signal.endsUnfinished)
)
