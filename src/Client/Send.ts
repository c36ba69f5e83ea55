/**
 * Sends lines to a channel and leaves: `chat send`. It succeeds when the server has accepted all lines.
 *
 * The server answers only requests that fail, but it answers in order. Therefore a barrier follows the lines: a `/join`
 * without an argument, which always fails. When its answer has arrived, the server has handled everything before it.
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
  /** Each line becomes a message, or several if it is long; none of them is a command. */
  readonly lines: Stream.Stream<Uint8Array>
  /** As typed on the command line: the error texts contain them. */
  readonly host: string
  readonly port: string
}

export type SendError = CannotConnect | ServerDisconnected | ServerRefused | NoAnswer | NoChannelExists | NotInChannel

/** How long the server may take to answer a barrier. */
const TIMEOUT = Duration.seconds(30)

/** How often the channel may be created by others between our two commands. */
const MAX_ATTEMPTS = 5

type Answers = Queue.Queue<Incoming.Incoming>

/** The last text of the server that is not a known answer. If it refuses us after that, this is the reason. */
interface Reason {
  sentence: string | undefined
}

const isAnswer = ({ _tag }: Incoming.Incoming): boolean =>
  _tag === "NoChannelExists" || _tag === "ChannelExists" || _tag === "NotInChannel" || _tag === "JoinRequiresArgument"

/** Reads everything, because a server may stop reading from a client that does not read; keeps only answers. */
const receiving = (connection: Connection, answers: Answers, reason: Reason) =>
  Stream.runForEach(received(connection), (text) => {
    const incoming = Incoming.parse(text)
    // We have not sent `/list`, so this is not a list of channels.
    if (incoming._tag === "Listed" || incoming._tag === "Refused") reason.sentence = visibleBytes(text)
    return isAnswer(incoming) ? answers.offer(incoming) : Effect.void
  })

const sendCommand = (connection: Connection, ...words: ReadonlyArray<string>) =>
  send(connection, Frame.encode(ByteString.toBytes(ByteString.ByteString(words.join(" ")))))

/** Sends a barrier and returns the failures of everything sent before it, by their kind. */
const barrier = (connection: Connection, answers: Answers) =>
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
      duration: TIMEOUT,
      onTimeout: () => new NoAnswer({ seconds: Duration.toSeconds(TIMEOUT) })
    })
  )

/** Sends both commands at once: one of them fails. If both fail, another client has created the channel between the two. */
const enter = (connection: Connection, answers: Answers, channel: ChannelName) =>
  Effect.gen(function* () {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      yield* sendCommand(connection, "/join", channel)
      yield* sendCommand(connection, "/create", channel)
      const failed = yield* barrier(connection, answers)
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
    /** The reason that the server gave, if it gave one, in place of the error. */
    const explained = <E>(error: E) =>
      Effect.suspend(() =>
        Effect.fail(reason.sentence === undefined ? error : new ServerRefused({ sentence: reason.sentence }))
      )
    const sending = Effect.gen(function* () {
      // The first line makes it join: a channel is not bothered by somebody who has nothing to say.
      const entering = yield* Effect.cached(enter(connection, answers, options.channel))
      yield* Stream.runForEach(options.lines, (line) => Effect.zipRight(entering, sendLine(connection, line)))
      const failed = yield* barrier(connection, answers)
      if (failed.has("NotInChannel")) yield* explained(new NotInChannel())
    })
    const lost = Effect.zipRight(
      receiving(connection, answers, reason),
      explained(new ServerDisconnected({ host: options.host, port: options.port }))
    )
    yield* Effect.raceFirst(sending, lost)
  }).pipe(Effect.scoped)
