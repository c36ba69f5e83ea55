/** What a client of the web asks for once it has registered, each request to its end: a refusal ends no connection. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { nameText } from "../../Dialect/Web/Events.ts"
import type * as Protocol from "../../Dialect/Web/Protocol.ts"
import * as Refusal from "../../Dialect/Web/Refusal.ts"
import * as WebSocketFrame from "../../Dialect/Web/WebSocketFrame.ts"
import type { MessageId } from "../../Domain/ChannelEvent.ts"
import { MessageMalformed, type RequestRefused } from "../../Domain/ChatError.ts"
import type { ConnectionError } from "../../Net/ConnectionError.ts"
import type { SessionEnd } from "../Dialogue.ts"
import type { Membership, User } from "../User.ts"
import { type Joiner, join } from "./Joining.ts"
import * as Message from "./Message.ts"
import * as Questions from "./Questions.ts"

/** What a text of a client needs to be said. */
export interface Sayable {
  readonly membership: Membership
  readonly text: Uint8Array
  readonly id: MessageId
}

export const sayable = (user: User, message: Questions.Request<"send">): Either.Either<Sayable, RequestRefused> => {
  const membership = Questions.membershipIn(user, message.channel)
  if (Either.isLeft(membership)) return Either.left(membership.left)
  const id = message.id as MessageId
  return Either.map(Message.parseText(message.text), (text) => ({ membership: membership.right, text, id }))
}

export const reply = (user: User, message: Protocol.ServerMessage): void =>
  user.reply(WebSocketFrame.text(JSON.stringify(message)))

/** Says what a dialogue could not say at once: because it is known already, or has to wait, or is refused. */
const send = ({ channels }: Questions.Sources, { presence, user }: Joiner, message: Questions.Request<"send">) =>
  Effect.flatMap(sayable(user, message), ({ id, membership, text }) => {
    if (presence.hasSaid(id)) return Effect.sync(() => reply(user, { type: "ack", channel: message.channel, id }))
    presence.remember(id)
    return channels.say(membership, text, id)
  })

const enter = (
  sources: Questions.Sources,
  joiner: Joiner,
  { after, channel, create, epoch }: Questions.Request<"join">
) =>
  Effect.flatMap(Message.parseChannel(channel), (name) =>
    join(sources, joiner, { channel: name, label: nameText(name), create: create === true, after, epoch })
  )

const part = ({ channels }: Questions.Sources, { presence, user }: Joiner, message: Questions.Request<"leave">) =>
  Effect.flatMap(Message.parseChannel(message.channel), (channel) => {
    const waiting = presence.waitingIn(channel)
    if (waiting !== undefined) presence.settle(waiting)
    const membership = waiting ?? user.memberships.find((membership) => membership.channel.name === channel)
    const left = membership === undefined ? Effect.void : channels.leave(membership)
    return Effect.map(left, () => reply(user, { type: "parted", channel: nameText(channel) }))
  })

/** Does what the client asks for, or says why not; fails where that ends the connection. */
export const obey = (
  sources: Questions.Sources,
  joiner: Joiner,
  message: Protocol.ClientMessage
): Effect.Effect<void, SessionEnd> => {
  const { life, user } = joiner

  /** Says what is refused, and about which request; waits where the client does not take its answers. */
  const refusing = (about: Refusal.About, request: Effect.Effect<void, RequestRefused | ConnectionError>) =>
    request.pipe(
      Effect.catchAll((error) =>
        error._tag === "ConnectionError"
          ? Effect.fail(error)
          : Effect.sync(() => reply(user, Refusal.refused(error, about)))
      ),
      Effect.zipRight(Effect.suspend(() => life.connection.drained))
    )

  const answering = (about: Refusal.About, answer: Effect.Effect<Protocol.ServerMessage, RequestRefused>) =>
    refusing(
      about,
      Effect.map(answer, (message) => reply(user, message))
    )

  switch (message.type) {
    case "hello":
      return new MessageMalformed({ problem: "a connection begins with one hello" })
    case "send":
      return refusing(message, send(sources, joiner, message))
    case "join":
      return refusing(message, enter(sources, joiner, message))
    case "leave":
      return refusing(message, part(sources, joiner, message))
    case "history":
      return answering(message, Questions.history(sources, joiner, message))
    case "search":
      return answering(message, Questions.search(sources, joiner, message))
    case "list":
      return answering(message, Questions.list(sources, joiner, message))
    case "ping":
      return Effect.sync(() => reply(user, { type: "pong" }))
  }
}
