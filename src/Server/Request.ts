/** What a member asks for in one frame: a command, or a text that cannot be relayed. Each is answered to its end. */
import * as Effect from "effect/Effect"
import { type ByteString, fromBytes } from "../Domain/ByteString.ts"
import { type FrameRefused, NotInChannel } from "../Domain/ChatError.ts"
import type { Connection } from "../Net/Connection.ts"
import * as Command from "../Protocol/Command.ts"
import * as Reply from "../Protocol/Reply.ts"
import { SLASH, sanitise } from "../Protocol/Text.ts"
import type { Channels } from "./Channels.ts"
import type { Member } from "./Member.ts"

// Made once, because it carries no data and a client may earn one with every frame.
const notInChannel = Effect.fail(new NotInChannel())

/** Does what the text of a frame asks for, or tells the member why not; waits where the member does not take its answers. */
export const answer = (
  channels: Channels["Type"],
  connection: Connection,
  member: Member,
  text: Uint8Array
): Effect.Effect<void> => {
  const reply = (text: ByteString): Effect.Effect<void> => {
    channels.unsafeReply(member, text)
    return connection.drained
  }

  const obey = (command: Command.Command): Effect.Effect<void, FrameRefused> => {
    switch (command._tag) {
      case "Create":
        return channels.create(member, command.channel)
      case "Join":
        return channels.join(member, command.channel)
      case "List":
        return Effect.flatMap(channels.list, (names) => Effect.forEach(Reply.list(names), reply, { discard: true }))
    }
  }

  const attempt: Effect.Effect<void, FrameRefused> =
    text[0] === SLASH ? Effect.flatMap(Command.parse(fromBytes(sanitise(text))), obey) : notInChannel
  return Effect.catchAll(attempt, (error) => reply(Reply.refusal(error)))
}
