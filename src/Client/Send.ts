/**
 * Sends lines to a channel and leaves: `chat send`. It succeeds when the server has accepted all lines.
 *
 * The server answers only requests that fail, but it answers in order. Therefore a barrier follows the lines: a `/join`
 * without an argument, which always fails. When its answer has arrived, the server has handled everything before it.
 *
 * Invariant: no server can hold it up or make it grow. A barrier comes after every window of frames, and its answer within
 * `TIMEOUT` or not at all; of what the server sends, only the kinds of the answers since the last barrier are kept.
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
  type ServerDisconnected,
  ServerRefused
} from "../Domain/ChatError.ts"
import type { ClientName } from "../Domain/ClientName.ts"
import { type Connection, send } from "../Net/Connection.ts"
import { enterFrames } from "./Connect.ts"
import * as Incoming from "./Incoming.ts"
import * as Outgoing from "./Outgoing.ts"
import * as Refusal from "./Refusal.ts"
import * as UntilLost from "./UntilLost.ts"

export interface SendOptions extends UntilLost.Peer {
  /** Receivers see it before each message. */
  readonly name: ClientName
  readonly channel: ChannelName
  /** Each line becomes a message, or several if it is long; none of them is a command. */
  readonly lines: Stream.Stream<Uint8Array>
}

export type SendError = CannotConnect | ServerDisconnected | ServerRefused | NoAnswer | NoChannelExists | NotInChannel

/** How long the server may take to answer a barrier. */
const TIMEOUT = Duration.seconds(30)

/** How often the channel may be created by others between our two commands. */
const MAX_ATTEMPTS = 5

/**
 * How many frames are sent before a barrier. They fit what a connection lets wait (256 KiB), so the barrier is the only
 * place to wait for the server, and a server that takes 10 messages a second handles them within the timeout.
 */
export const WINDOW = 250

type Failed = Set<Incoming.Incoming["_tag"]>

interface Answers {
  /** The kinds of the failures since the last barrier. */
  failed: Failed
  /** The failures before a barrier that the server has reached. It holds one: there is never more than one barrier. */
  readonly reached: Queue.Queue<Failed>
}

/** The last text of the server that is not a known answer. If it refuses us after that, this is the reason. */
interface Reason {
  sentence: string | undefined
}

/** Takes note of what arrives: an answer that ends a barrier, a failure before it, or what may be the server's reason. */
const note = (text: Uint8Array, answers: Answers, reason: Reason): void => {
  const { _tag } = Incoming.parse(text)
  switch (_tag) {
    case "JoinRequiresArgument":
      answers.reached.unsafeOffer(answers.failed)
      answers.failed = new Set()
      return
    case "NoChannelExists":
    case "ChannelExists":
    case "NotInChannel":
      answers.failed.add(_tag)
      return
    // We have not sent `/list`, so this is not a list of channels.
    case "Listed":
    case "Refused":
      reason.sentence = Refusal.sentence(text)
  }
}

/** Reads everything, because a server may stop reading from a client that does not read. */
const receiving = (texts: Stream.Stream<Uint8Array, ServerDisconnected>, answers: Answers, reason: Reason) =>
  Stream.runForEach(texts, (text) => Effect.sync(() => note(text, answers, reason)))

const barrierFrame = Frame.encode(ByteString.toBytes(ByteString.ByteString("/join")))

/** Sends a barrier and returns the failures of everything sent before it, by their kind. */
const barrier = (connection: Connection, { reached }: Answers) =>
  Effect.zipRight(send(connection, barrierFrame), Queue.take(reached)).pipe(
    Effect.timeoutFail({
      duration: TIMEOUT,
      onTimeout: () => new NoAnswer({ seconds: Duration.toSeconds(TIMEOUT) })
    })
  )

/** Sends both commands at once: one of them fails. If both fail, another client has created the channel between the two. */
const enter = (connection: Connection, answers: Answers, channel: ChannelName) =>
  Effect.gen(function* () {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      yield* send(connection, Buffer.concat(enterFrames(channel)))
      const failed = yield* barrier(connection, answers)
      if (!failed.has("NoChannelExists") || !failed.has("ChannelExists")) return
    }
    yield* new NoChannelExists({ channel: ByteString.toText(channel) })
  })

/** Sends the frames, with a barrier after each window and at the end. Fails when one was not accepted. */
const sendFrames = <E>(connection: Connection, answers: Answers, frames: Stream.Stream<Uint8Array, E>) =>
  Effect.gen(function* () {
    const accepted = Effect.gen(function* () {
      const failed = yield* barrier(connection, answers)
      if (failed.has("NotInChannel")) yield* new NotInChannel()
    })
    yield* Stream.runFoldEffect(frames, 0, (count, frame) =>
      Effect.zipRight(send(connection, frame), count + 1 < WINDOW ? Effect.succeed(count + 1) : Effect.as(accepted, 0))
    )
    yield* accepted
  })

/** Sends all lines over the connection that `open` makes. */
export const run = (
  options: SendOptions,
  open: Effect.Effect<Connection, CannotConnect, Scope.Scope>
): Effect.Effect<void, SendError> =>
  Effect.gen(function* () {
    const connection = yield* open
    const answers: Answers = { failed: new Set(), reached: yield* Queue.dropping<Failed>(1) }
    const reason: Reason = { sentence: undefined }
    /** The reason that the server gave, if it gave one, in place of the error. */
    const explained = <E>(error: E) =>
      Effect.suspend(() =>
        Effect.fail(reason.sentence === undefined ? error : new ServerRefused({ sentence: reason.sentence }))
      )
    const sending = Effect.gen(function* () {
      // The first line makes it join: a channel is not bothered by somebody who has nothing to say.
      const entering = yield* Effect.cached(enter(connection, answers, options.channel))
      const frames = Stream.tap(
        Stream.mapConcat(options.lines, (line) => Outgoing.textFrames(line, options.name)),
        () => entering
      )
      yield* Effect.catchTag(sendFrames(connection, answers, frames), "NotInChannel", explained)
    })
    const lost = Effect.catchAll(receiving(UntilLost.received(connection, options), answers, reason), explained)
    yield* Effect.raceFirst(sending, lost)
  }).pipe(Effect.scoped)
