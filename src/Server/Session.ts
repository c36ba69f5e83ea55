/**
 * The life of one connection: its name, then commands and texts until it ends.
 *
 * It knows its connection and the channels, nothing else. It takes chunks, and each frame in them is handled to its end
 * before the next one, so a client's messages keep their order. Whoever runs a session ends it, whatever brought the end
 * about: then the client leaves its channel.
 *
 * A session waits nearly all of its life, and a server has thousands of them: what one holds while it waits is this
 * object and one loop around one read, made when they are needed and not before.
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { constTrue, constVoid } from "effect/Function"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { type ByteString, fromBytes, toBytes } from "../Domain/ByteString.ts"
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
import { Member } from "./Member.ts"

/** What a session allows its peer. */
export class SessionLimits extends Context.Reference<SessionLimits>()("chat/Server/SessionLimits", {
  defaultValue: () => ({
    /** Seconds to send the name in: somebody typing it by hand has the time, an idle connection is not kept for ever. */
    nameTimeout: 60
  })
}) {}

/** How a session comes to its end: its client is refused, or the connection ends, in order (`None`) or not. */
export type SessionEnd = NameRefused | Option.Option<ConnectionError>

// Made once, because they carry no data and a client may earn one with every frame.
const notInChannel = Effect.fail(new NotInChannel())
const expired = new ConnectionError({ reason: "Expired" })

/** What a session works with; all sessions of a server share it. */
interface Shared {
  readonly channels: Channels["Type"]
  readonly deadlines: Deadlines.Deadlines
  readonly nameTimeout: number
}

export class Session {
  private readonly inbox = new Inbox()
  private cancelDeadline: () => void
  /** Whom the channels know the client as, from the moment it has said its name. */
  private member: Member | undefined = undefined

  constructor(
    private readonly shared: Shared,
    private readonly connection: Connection
  ) {
    this.cancelDeadline = shared.deadlines.unsafeStart(() => connection.unsafeFail(expired))
  }

  /** Serves the client until its end, with which this fails. */
  get run(): Effect.Effect<void, SessionEnd> {
    return Effect.whileLoop({ while: constTrue, body: () => this.next(), step: constVoid })
  }

  /**
   * Takes the client out of its channel, and tells one that is refused why. To be run when `run` has come to its end,
   * with that end. Answers it in words for the log.
   */
  end(exit: Exit.Exit<void, SessionEnd>): Effect.Effect<string> {
    this.cancelDeadline()
    const left = this.member === undefined ? Effect.void : this.shared.channels.leave(this.member)
    return Effect.as(left, this.explain(exit))
  }

  private explain(exit: Exit.Exit<void, SessionEnd>): string {
    if (Exit.isSuccess(exit) || !Cause.isFailType(exit.cause)) return "the server is shutting down"
    const end = exit.cause.error
    if (Option.isOption(end) && !Option.contains(end, expired)) {
      return Option.match(end, { onNone: () => "end of stream", onSome: (error) => error.reason })
    }
    const sentence = Reply.refusal(Option.isOption(end) ? new NameTimeout({ seconds: this.shared.nameTimeout }) : end)
    this.connection.unsafeSend(Frame.encode(toBytes(sentence)))
    return sentence
  }

  /** What there is to do: a frame to handle, a peer to wait for, more to read. */
  private next(): Effect.Effect<void, SessionEnd> {
    const { connection, inbox } = this
    this.relay()
    if (inbox.first !== undefined) return this.handle(inbox.take())
    const reading = connection.readWhile(this.take)
    // A peer that does not take what it is sent does not get its own input read.
    return connection.unsent === 0 ? reading : Effect.zipRight(connection.drained, reading)
  }

  private readonly take = (chunk: Uint8Array): boolean => {
    this.inbox.add(chunk)
    this.relay()
    return this.inbox.first === undefined && this.connection.unsent === 0
  }

  /** Relays texts, up to a frame that takes more than relaying. */
  private relay(): void {
    const { inbox, member } = this
    if (member === undefined) return
    for (let text = inbox.first; text !== undefined; text = inbox.first) {
      if (text[0] === SLASH || !this.shared.channels.unsafeSay(member, text)) return
      inbox.take()
    }
  }

  /** Handles one frame to its end. */
  private handle(text: Uint8Array): Effect.Effect<void, NameRefused> {
    const { member } = this
    if (member === undefined) return this.introduce(text)
    return Effect.catchAll(this.attempt(member, text), (error) => this.reply(member, Reply.refusal(error)))
  }

  private introduce(text: Uint8Array): Effect.Effect<void, NameRefused> {
    return Effect.map(ClientName.parse(fromBytes(sanitise(text))), (name) => {
      this.cancelDeadline()
      this.cancelDeadline = constVoid
      this.member = new Member(name, this.connection)
    })
  }

  private attempt(member: Member, text: Uint8Array): Effect.Effect<void, FrameRefused> {
    if (text[0] !== SLASH) return notInChannel
    return Effect.flatMap(Command.parse(fromBytes(sanitise(text))), (command) => this.obey(member, command))
  }

  private obey(member: Member, command: Command.Command): Effect.Effect<void, FrameRefused> {
    const { channels } = this.shared
    switch (command._tag) {
      case "Create":
        return channels.create(member, command.channel)
      case "Join":
        return channels.join(member, command.channel)
      case "List":
        return Effect.flatMap(channels.list, (names) =>
          Effect.forEach(Reply.list(names), (text) => this.reply(member, text), { discard: true })
        )
    }
  }

  /** Answers the client, and waits where it does not take its answers. */
  private reply(member: Member, text: ByteString): Effect.Effect<void> {
    this.shared.channels.unsafeReply(member, text)
    return this.connection.drained
  }
}

/** Prepares what all sessions share, until the scope closes; answers with what makes a session. */
export const make: Effect.Effect<(connection: Connection) => Session, never, Channels | Scope.Scope> = Effect.gen(
  function* () {
    const channels = yield* Channels
    const { nameTimeout } = yield* SessionLimits
    const deadlines = yield* Deadlines.make(Duration.seconds(nameTimeout))
    const shared = { channels, deadlines, nameTimeout }
    return (connection) => new Session(shared, connection)
  }
)
