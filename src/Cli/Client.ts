import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { ConversationOptions } from "../Client/Connect.ts"
import { describe } from "../Dialect/Frames/Reply.ts"
import * as ChannelName from "../Domain/ChannelName.ts"
import * as ClientName from "../Domain/ClientName.ts"
import * as Failure from "./Failure.ts"
import * as Flag from "./Flag.ts"
import * as Flags from "./Flags.ts"
import * as Operand from "./Operand.ts"
import type { Settings } from "./Run/Client.ts"
import * as Secrets from "./Secrets.ts"
import * as Subcommand from "./Subcommand.ts"

export const name = Operand.required("NAME", "The name that the others see, at most 64 bytes of UTF-8")

export const parseName = (name: string): Either.Either<ClientName.ClientName, Failure.Failure> =>
  Either.mapLeft(ClientName.fromText(name), (error) => Failure.usage(describe(error)))

/** The channel's name as the server will read it, so that its answers are recognised. */
export const parseChannel = (name: string): Either.Either<ChannelName.ChannelName, Failure.Failure> =>
  Either.mapLeft(ChannelName.fromText(name), (error) =>
    Failure.usage(error._tag === "ChannelNameBlank" ? "The channel must not be blank." : describe(error))
  )

const colors = ["auto", "always", "never"] as const

const backgrounds = ["auto", "dark", "light"] as const

/** Where and how to connect, by the flags. */
export const server = (flags: Flags.ConnectFlags & Secrets.ClientFlags) =>
  Effect.gen(function* () {
    const target = yield* Flags.connectTarget(flags)
    return { ...target, ...(yield* Secrets.clientSecrets(flags)) }
  })

type Color = (typeof colors)[number]

/** An environment variable; empty if it is not set. */
const variable = (name: string) => Effect.orElseSucceed(Config.string(name), () => "")

const isColored = (color: Color, term: string) =>
  color === "auto"
    ? Effect.map(variable("NO_COLOR"), (noColor) => noColor === "" && term !== "dumb")
    : Effect.succeed(color === "always")

/** Modules that only a terminal needs are loaded only here. */
const onTerminal = (
  client: ConversationOptions,
  flags: {
    readonly noReconnect: boolean
    readonly color: Color
    readonly bell: boolean
    readonly plain: boolean
    readonly quietJoins: boolean
    readonly background: (typeof backgrounds)[number]
    readonly notify: "auto" | "osc9" | "osc777" | "off"
    readonly log: Option.Option<string>
  }
) =>
  Effect.gen(function* () {
    const { open, openAgain } = yield* Effect.promise(() => import("../Client/Connect.ts"))
    const { run } = yield* Effect.promise(() => import("../Client/TerminalClient.ts"))
    const { LogFile } = yield* Effect.promise(() => import("../Client/Terminal/LogFile.ts"))
    const { HistoryFile } = yield* Effect.promise(() => import("../Client/Terminal/HistoryFile.ts"))
    const term = yield* variable("TERM")
    const plain = flags.plain || term === "dumb"
    const background = flags.background === "auto" ? ("unknown" as const) : flags.background
    const { protocolOf } = yield* Effect.promise(() => import("../Client/Terminal/Notification.ts"))
    const known = protocolOf(term, yield* variable("VTE_VERSION"))
    const notifications = flags.notify === "osc9" || flags.notify === "osc777" ? flags.notify : known
    const options = {
      ...client,
      encrypted: client.secure !== undefined,
      reconnect: !flags.noReconnect,
      bell: flags.bell,
      quietJoins: flags.quietJoins,
      // Colours, attributes and titles say nothing to a screen reader.
      colors: plain || !(yield* isColored(flags.color, term)) ? ("none" as const) : background,
      notifications: plain || flags.notify === "off" ? undefined : notifications,
      plain
    }
    const log = Option.match(flags.log, {
      onNone: () => LogFile.none,
      onSome: (path) => Layer.mapError(LogFile.layer(path), ({ message }) => Failure.usage(message))
    })
    yield* run(options, open(client), openAgain(client)).pipe(
      // It has told the user everything, on the terminal.
      Effect.mapError(() => Failure.told),
      Effect.provide([HistoryFile.layer, log])
    )
  })

const onPipe = (settings: Settings) =>
  Effect.flatMap(
    Effect.promise(() => import("./Run/Client.ts")),
    ({ run }) => run(settings)
  )

/** `chat client`: a conversation on a terminal, or on a pipe byte for byte what the protocol says. */
export const client = Subcommand.make(
  {
    name: "client",
    summary: "Talk on a terminal",
    sample: "chat client Scott localhost 55555",
    description:
      "Lines that you type go to your channel; lines of the others appear. /help lists commands and keys. On a pipe it prints what the assignment's tests compare, or JSON.",
    forms: ["NAME HOST PORT [options]", "NAME HOST:PORT [options]", "NAME --socket PATH [options]"],
    operands: { name, ...Flags.connect.operands },
    groups: [
      {
        title: "Connection",
        flags: {
          socket: Flags.connect.socket,
          ...Secrets.client,
          channel: Flag.text("channel", { value: "CHANNEL", text: "Begin in this channel; made if there is none" })
        }
      },
      {
        title: "Terminal",
        flags: {
          background: Flag.choice(
            "background",
            { value: "WHICH", text: "For its colours: auto (asks), dark or light" },
            backgrounds
          ),
          notify: Flag.choice("notify", { value: "HOW", text: "Mentions and the title: auto, osc9, osc777 or off" }, [
            "auto",
            "osc9",
            "osc777",
            "off"
          ]),
          color: Flag.choice("color", { value: "WHEN", text: "auto, always or never" }, colors),
          bell: Flag.toggle("bell", "Ring when somebody mentions you"),
          log: Flag.text("log", {
            value: "FILE",
            text: "Append what is shown to a file, with dates",
            completes: "files"
          }),
          plain: Flag.toggle("plain", "Line by line, for screen readers; also with TERM=dumb"),
          quietJoins: Flag.toggle("quiet-joins", "Tell joins and leaves in one line when somebody speaks"),
          noReconnect: Flag.toggle("no-reconnect", "Leave with status 1 when the server goes away")
        }
      },
      {
        title: "Programs",
        flags: {
          json: Flag.toggle("json", "Print one JSON object a line; send the lines of standard input"),
          exitOnEof: Flag.toggle("exit-on-eof", "With --json: leave when the input has ended and is answered")
        }
      }
    ],
    examples: [
      "chat client Scott localhost 55555",
      "chat client Scott chat.example.org 7777 --tls --password-file ~/.chat-password"
    ]
  },
  (flags) =>
    Effect.gen(function* () {
      const channel = Option.getOrUndefined(yield* Effect.transposeMapOption(flags.channel, parseChannel))
      const client = { name: yield* parseName(flags.name), channel, ...(yield* server(flags)) }
      if (flags.exitOnEof && !flags.json) return yield* Failure.usage("--exit-on-eof is for --json.")
      const terminal = !flags.json && process.stdout.isTTY && process.stdin.isTTY
      if (terminal) return yield* onTerminal(client, flags)
      if (Option.isSome(flags.log))
        return yield* Failure.usage("--log is for a terminal: what is printed can be kept as it is.")
      const { exitOnEof, json } = flags
      yield* onPipe({ client, exitOnEof, json })
    })
)
