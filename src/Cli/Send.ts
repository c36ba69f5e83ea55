import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { describe } from "../Dialect/Frames/Reply.ts"
import * as ChannelName from "../Domain/ChannelName.ts"
import { ConnectPort } from "../Domain/Port.ts"
import { Stdio } from "../Stdio.ts"
import * as Client from "./Client.ts"
import * as Failure from "./Failure.ts"
import * as Flags from "./Flags.ts"
import * as Secrets from "./Secrets.ts"

const flags = {
  name: Client.name,
  words: Args.text({ name: "words" }).pipe(
    Args.withDescription(
      "HOST and PORT, unless --socket is given, then the text; without text, standard input's lines."
    ),
    Args.repeated
  ),
  socket: Flags.connect.socket,
  ...Secrets.client,
  channel: Options.text("channel").pipe(
    Options.withDescription("The channel to send to: it is joined, or created if there is none of the name.")
  )
}

/** The channel's name as the server will read it, so that its answers are recognised. */
const parseChannel = (name: string): Either.Either<ChannelName.ChannelName, Failure.Failure> =>
  Either.mapLeft(ChannelName.fromText(name), (error) =>
    Failure.usage(error._tag === "ChannelNameBlank" ? "The channel must not be blank." : describe(error))
  )

const parsePort = (port: string) =>
  Either.mapLeft(Schema.decodeEither(ConnectPort)(port), () =>
    Failure.usage(`The port of the server is not a port: '${port}'.`)
  )

/** The words after the name: where to connect, and the text. */
const parseWords = (words: ReadonlyArray<string>, socket: Option.Option<string>) =>
  Effect.gen(function* () {
    if (Option.isSome(socket)) {
      return { target: yield* Flags.connectTarget({ host: Option.none(), port: Option.none(), socket }), text: words }
    }
    const [host, word, ...text] = words
    const port = yield* Effect.transposeMapOption(Option.fromNullable(word), parsePort)
    return { target: yield* Flags.connectTarget({ host: Option.fromNullable(host), port, socket }), text }
  })

/** `chat send`: sends to a channel and leaves. The exit status tells whether the server has accepted everything. */
export const command = Command.make("send", flags, (flags) =>
  Effect.gen(function* () {
    const { target, text } = yield* parseWords(flags.words, flags.socket)
    const secrets = yield* Secrets.clientSecrets(flags)
    const name = yield* Client.parseName(flags.name)
    const channel = yield* parseChannel(flags.channel)
    const { open } = yield* Effect.promise(() => import("../Client/Connect.ts"))
    const { lines, wordLines } = yield* Effect.promise(() => import("../Client/Lines.ts"))
    const { run } = yield* Effect.promise(() => import("../Client/Send.ts"))
    const options = { ...target, channel, lines: text.length > 0 ? wordLines(text) : lines((yield* Stdio).input) }
    yield* Effect.mapError(run(options, open({ ...target, ...secrets, name })), (error) =>
      Failure.runtime(error._tag === "CannotConnect" ? (error.untrusted ?? describe(error)) : describe(error))
    )
  })
).pipe(Command.withDescription("For scripts: sends a text, or the lines of standard input, to a channel and leaves."))
