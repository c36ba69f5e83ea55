/**
 * Sends lines to a channel and leaves: what `chat send` does. It succeeds when the server has accepted all of them.
 *
 * The server answers only what fails, but it answers in order. So an argument-less `/join`, whose one answer is certain,
 * goes behind the lines: when that answer is here, all before it has been handled, and every failure has been told.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Frame from "../Dialect/Frames/Frame.ts"
import * as ByteString from "../Domain/ByteString.ts"
import type { ChannelName } from "../Domain/ChannelName.ts"
import {
  type CannotConnect,
  NoAnswer,
  NoChannelExists,
  NotInChannel,
  ServerDisconnected,
  ServerRefused
} from "../Domain/ChatError.ts"
import { type Connection, send } from "../Net/Connection.ts"
import { received } from "./Connect.ts"
import * as Incoming from "./Incoming.ts"
import * as Outgoing from "./Outgoing.ts"
import { visibleBytes } from "./TerminalText.ts"

export interface SendOptions {
  readonly channel: ChannelName
  /** Each becomes a message, or several if it is long; none is a command. */
  readonly lines: Stream.Stream<Uint8Array>
  /** As typed on the command line: the texts name them so. */
  readonly host: string
  readonly port: string
}

export type SendError = CannotConnect | ServerDisconnected | ServerRefused | NoAnswer | NoChannelExists | NotInChannel

/** How long the server may take to handle what it was sent. */
const PATIENCE = Duration.seconds(30)

/** So often the channel may come into being between our two commands, which takes others racing with us. */
const MAX_ATTEMPTS = 5

type Answers = Queue.Queue<Incoming.Incoming>

/** The last thing the server said that is no answer we know: why it refuses, if it then does. */
interface Reason {
  sentence: string | undefined
}

const isAnswer = ({ _tag }: Incoming.Incoming): boolean =>
  _tag === "NoChannelExists" || _tag === "ChannelExists" || _tag === "NotInChannel" || _tag === "JoinRequiresArgument"

/** Everything is read, so that the server goes on reading too, but only what the server itself says is kept. */
const receiving = (connection: Connection, answers: Answers, reason: Reason) =>
  Stream.runForEach(received(connection), (text) => {
    const incoming = Incoming.parse(text)
    // No names of channels were asked for.
    if (incoming._tag === "Listed" || incoming._tag === "Refused") reason.sentence = visibleBytes(text)
    return isAnswer(incoming) ? answers.offer(incoming) : Effect.void
  })

const sendCommand = (connection: Connection, ...words: ReadonlyArray<string>) =>
  send(connection, Frame.encode(ByteString.toBytes(ByteString.ByteString(words.join(" ")))))

/** What has gone wrong with all that was sent before, by the kinds of answers. */
const failures = (connection: Connection, answers: Answers) =>
  Effect.gen(function* () {
    yield* sendCommand(connection, "/join")
    const found = new Set<Incoming.Incoming["_tag"]>()
    while (true) {
      const { _tag } = yield* answers
      if (_tag === "JoinRequiresArgument") return found
      found.add(_tag)
    }
  }).pipe(
    Effect.timeoutFail({
      duration: PATIENCE,
      onTimeout: () => new NoAnswer({ seconds: Duration.toSeconds(PATIENCE) })
    })
  )

/** To join and to create are sent at once: one of them fails. If both do, somebody made the channel between the two. */
const enter = (connection: Connection, answers: Answers, channel: ChannelName) =>
  Effect.gen(function* () {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      yield* sendCommand(connection, "/join", channel)
      yield* sendCommand(connection, "/create", channel)
      const failed = yield* failures(connection, answers)
      if (!failed.has("NoChannelExists") || !failed.has("ChannelExists")) return
    }
    yield* new NoChannelExists({ channel: ByteString.toText(channel) })
  })

const sendLine = (connection: Connection, line: Uint8Array) =>
  Effect.forEach(Outgoing.textFrames(line), (frame) => send(connection, frame), { discard: true })

/** Sends all lines over the connection that `open` makes. */
export const run = (
  options: SendOptions,
  open: Effect.Effect<Connection, CannotConnect, Scope.Scope>
): Effect.Effect<void, SendError> =>
  Effect.gen(function* () {
    const connection = yield* open
    const answers = yield* Queue.unbounded<Incoming.Incoming>()
    const reason: Reason = { sentence: undefined }
    /** What the server said of it, or else that it happened. */
    const explained = <E>(error: E) =>
      Effect.suspend(() =>
        Effect.fail(reason.sentence === undefined ? error : new ServerRefused({ sentence: reason.sentence }))
      )
    const sending = Effect.gen(function* () {
      yield* enter(connection, answers, options.channel)
      yield* Stream.runForEach(options.lines, (line) => sendLine(connection, line))
      const failed = yield* failures(connection, answers)
      if (failed.has("NotInChannel")) yield* explained(new NotInChannel())
    })
    const lost = Effect.zipRight(
      receiving(connection, answers, reason),
      explained(new ServerDisconnected({ host: options.host, port: options.port }))
    )
    yield* Effect.raceFirst(sending, lost)
  }).pipe(Effect.scoped)
