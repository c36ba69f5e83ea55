/** What a member asks for in one frame: a command, or a text that cannot be relayed. Each is answered to its end. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Command from "../Dialect/Frames/Command.ts"
import * as Reply from "../Dialect/Frames/Reply.ts"
import type { ByteString } from "../Domain/ByteString.ts"
import { NotInChannel, type RequestRefused } from "../Domain/ChatError.ts"
import { SLASH } from "../Domain/Text.ts"
import type { Connection, ConnectionError } from "../Net/Connection.ts"
import type { Channels } from "./Channels.ts"
import type { Member } from "./Member.ts"
import type { TokenBucket } from "./TokenBucket.ts"

/** How the asking ends where there is nobody left to answer. */
type Broken = Option.Option<ConnectionError>

/** How many frames of a long answer are sent before it is anybody else's turn: 6,400 bytes. */
const FRAMES_PER_TURN = 32

/** A turn of the event loop, by a timer: `yieldNow` would take up the fiber again before any socket is looked at. */
const turn = Effect.sleep(Duration.zero)

// Made once, because it carries no data and a client may earn one with every frame.
const notInChannel = Effect.fail(new NotInChannel())

/** Does what the text of a frame asks for, or tells the member why not; waits where the member does not take its answers. */
export const answer = (
  channels: Channels["Type"],
  connection: Connection,
  member: Member,
  bucket: TokenBucket,
  text: Uint8Array
): Effect.Effect<void, Broken> => {
  const reply = (...texts: ReadonlyArray<ByteString>): Effect.Effect<void> => {
    channels.unsafeReply(member, ...texts)
    return connection.drained
  }

  /** A piece in each turn of the event loop, while there is somebody to answer: short questions must not hold up others. */
  const replyAll = (texts: Iterator<ByteString>): Effect.Effect<void, Broken> =>
    Effect.suspend(() => {
      const piece: Array<ByteString> = []
      while (piece.length < FRAMES_PER_TURN) {
        const next = texts.next()
        if (next.done) return piece.length === 0 ? Effect.void : reply(...piece)
        piece.push(next.value)
      }
      // A long answer is as much work as the messages that it is as long as.
      for (const _ of piece) bucket.spend()
      return reply(...piece).pipe(
        Effect.zipRight(Effect.raceFirst(turn, connection.broken)),
        Effect.zipRight(replyAll(texts))
      )
    })

  const obey = (command: Command.Command): Effect.Effect<void, RequestRefused | Broken> => {
    switch (command._tag) {
      case "Create":
        return channels.create(member, command.channel)
      case "Join":
        return channels.join(member, command.channel)
      case "List":
        return Effect.flatMap(channels.list, (names) => replyAll(Reply.list(names)))
    }
  }

  const attempt: Effect.Effect<void, RequestRefused | Broken> =
    text[0] === SLASH ? Effect.flatMap(Command.parse(text), obey) : notInChannel
  return Effect.catchAll(attempt, (error) =>
    Option.isOption(error) ? Effect.fail(error) : reply(Reply.refusal(error))
  )
}
