/**
 * The life of one connection: its name, then commands and texts until it ends.
 *
 * It knows its connection and the channels, nothing else. It pulls chunks, and each frame in them is handled to its end
 * before the next one, so a client's messages keep their order. Whatever ends it, the client leaves its channel.
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { fromBytes, toBytes } from "../Domain/ByteString.ts"
import { type FrameRefused, type NameRefused, NameTimeout, NotInChannel } from "../Domain/ChatError.ts"
import * as ClientName from "../Domain/ClientName.ts"
import { type Connection, ConnectionError } from "../Net/Connection.ts"
import * as Command from "../Protocol/Command.ts"
import * as Frame from "../Protocol/Frame.ts"
import * as Reply from "../Protocol/Reply.ts"
import { SLASH, sanitise } from "../Protocol/Text.ts"
import { Channels } from "./Channels.ts"
import * as Deadlines from "./Deadlines.ts"
import { Inbox } from "./Inbox.ts"
import type { Member } from "./Member.ts"

/** What a session allows its peer. */
export class SessionLimits extends Context.Reference<SessionLimits>()("chat/Server/SessionLimits", {
  defaultValue: () => ({
    /** Seconds to send the name in: somebody typing it by hand has the time, an idle connection is not kept for ever. */
    nameTimeout: 60
  })
}) {}

// Made once, because they carry no data and a client may earn one with every frame.
const notInChannel = Effect.fail(new NotInChannel())
const expired = new ConnectionError({ reason: "Expired" })

/** What a session works with; all sessions of a server share it. */
interface Shared {
  readonly channels: Channels["Type"]
  readonly deadlines: Deadlines.Deadlines
  readonly nameTimeout: number
}

/** Reads the name, the first text there is; when that takes too long the connection is given up. */
const readName = (
  { deadlines, nameTimeout }: Shared,
  connection: Connection,
  inbox: Inbox
): Effect.Effect<ClientName.ClientName, NameRefused | Option.Option<ConnectionError>> =>
  Effect.suspend(() => {
    const cancel = deadlines.unsafeStart(() => connection.unsafeFail(expired))
    const take = (chunk: Uint8Array) => {
      inbox.add(chunk)
      return inbox.first === undefined
    }
    return Effect.onExit(connection.readWhile(take), () => Effect.sync(cancel))
  }).pipe(
    Effect.mapError((end) => (Option.contains(end, expired) ? new NameTimeout({ seconds: nameTimeout }) : end)),
    Effect.flatMap(() => ClientName.parse(fromBytes(sanitise(inbox.take()))))
  )

const runCommand = (
  channels: Channels["Type"],
  connection: Connection,
  member: Member,
  command: Command.Command
): Effect.Effect<void, FrameRefused> => {
  switch (command._tag) {
    case "Create":
      return channels.create(member, command.channel)
    case "Join":
      return channels.join(member, command.channel)
    case "List":
      return Effect.flatMap(channels.list, (names) =>
        Effect.forEach(
          Reply.list(names),
          (text) => {
            channels.unsafeReply(member, text)
            return connection.drained
          },
          { discard: true }
        )
      )
  }
}

/** Handles one frame to its end. */
const handle = (
  channels: Channels["Type"],
  connection: Connection,
  member: Member,
  text: Uint8Array
): Effect.Effect<void> => {
  const attempt: Effect.Effect<void, FrameRefused> =
    text[0] === SLASH
      ? Effect.flatMap(Command.parse(fromBytes(sanitise(text))), (command) =>
          runCommand(channels, connection, member, command)
        )
      : notInChannel
  return Effect.catchAll(attempt, (error) => {
    channels.unsafeReply(member, Reply.refusal(error))
    return connection.drained
  })
}

/** Handles what a member sends, to the end of the stream or the failure of the connection. */
const attend = (
  { channels }: Shared,
  connection: Connection,
  inbox: Inbox,
  member: Member
): Effect.Effect<never, Option.Option<ConnectionError>> =>
  Effect.gen(function* () {
    /** Relays texts, up to one that takes more than relaying. */
    const relay = () => {
      for (let text = inbox.first; text !== undefined; text = inbox.first) {
        if (text[0] === SLASH || !channels.unsafeSay(member, text)) return
        inbox.take()
      }
    }
    const take = (chunk: Uint8Array) => {
      inbox.add(chunk)
      relay()
      return inbox.first === undefined && connection.unsent === 0
    }
    while (true) {
      for (relay(); inbox.first !== undefined; relay()) yield* handle(channels, connection, member, inbox.take())
      // A peer that does not take what it is sent does not get its own input read.
      yield* connection.drained
      yield* connection.readWhile(take)
    }
  })

/** Runs a session and answers why it ended, in words for the log. */
export type Session = (connection: Connection) => Effect.Effect<string>

/** Prepares what all sessions share, until the scope closes. */
export const make: Effect.Effect<Session, never, Channels | Scope.Scope> = Effect.gen(function* () {
  const channels = yield* Channels
  const { nameTimeout } = yield* SessionLimits
  const deadlines = yield* Deadlines.make(Duration.seconds(nameTimeout))
  const shared = { channels, deadlines, nameTimeout }

  /** Put together when it runs, and so let go of when it has: what a waiting session holds is most of what it costs. */
  const converse = (connection: Connection) =>
    Effect.suspend(() => {
      const inbox = new Inbox()
      return Effect.flatMap(readName(shared, connection, inbox), (name) =>
        channels.admit(name, connection, (member) => attend(shared, connection, inbox, member))
      )
    })

  return (connection) =>
    Effect.catchAll(converse(connection), (end) => {
      if (Option.isOption(end)) {
        return Effect.succeed(Option.match(end, { onNone: () => "end of stream", onSome: (error) => error.reason }))
      }
      const sentence = Reply.refusal(end)
      connection.unsafeSend(Frame.encode(toBytes(sentence)))
      return Effect.succeed(sentence)
    })
})
