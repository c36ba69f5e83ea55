/**
 * The web's dialogue, `chat.v1` (`Dialect/Web/Protocol`): a hello, then requests.
 *
 * A message for a channel is relayed on the spot, as it arrives. Everything else is a request that wakes the fiber and is
 * answered to its end before the next one is looked at.
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { nameText, person } from "../../Dialect/Web/Events.ts"
import * as Protocol from "../../Dialect/Web/Protocol.ts"
import * as Refusal from "../../Dialect/Web/Refusal.ts"
import { webEncoding } from "../../Dialect/Web/WebEncoding.ts"
import * as WebSocketFrame from "../../Dialect/Web/WebSocketFrame.ts"
import { MessageMalformed, PasswordRequired, SessionReplaced } from "../../Domain/ChatError.ts"
import * as ClientName from "../../Domain/ClientName.ts"
import { ConnectionError, endOfStream } from "../../Net/ConnectionError.ts"
import type { Dialogue, Life, SessionEnd } from "../Dialogue.ts"
import { admit, type Check } from "../Password.ts"
import { Price } from "../Turns.ts"
import { User } from "../User.ts"
import * as Message from "./Message.ts"
import { MessageReader } from "./MessageReader.ts"
import type { Holder, Presence, Presences } from "./Presences.ts"
import type { Request, Sources } from "./Questions.ts"
import { obey, reply, sayable } from "./Requests.ts"

/** What all dialogues of a server share. */
export interface WebServices extends Sources {
  readonly presences: Presences
  /** There if the server has a password. */
  readonly check: Check | undefined
  /** When a client is to come back to a server that goes, in milliseconds: not all of them at once. */
  readonly retryAfter: () => number
}

type Phase =
  | { readonly _tag: "Hello" }
  | { readonly _tag: "Registered"; readonly user: User; readonly presence: Presence }

const ping = WebSocketFrame.text("{}")
const replaced = Refusal.lastWords(new SessionReplaced())
const malformed = new ConnectionError({ reason: "Malformed" })
const outOfOrder = new MessageMalformed({ problem: "a connection begins with one hello" })

export class WebDialogue extends MessageReader implements Dialogue, Holder {
  private phase: Phase = { _tag: "Hello" }
  /** The message that `take` has left to the fiber. */
  private request: Either.Either<Protocol.ClientMessage, MessageMalformed> | undefined
  readonly silence = Protocol.SILENCE
  /** How many pings have been sent in this silence. */
  private beats = 0

  constructor(
    private readonly services: WebServices,
    private readonly life: Life
  ) {
    super()
  }

  get user(): User | undefined {
    return this.phase._tag === "Registered" ? this.phase.user : undefined
  }

  read(): Effect.Effect<void, SessionEnd> {
    return this.readFrom(this.life.connection)
  }

  protected onChunk(chunk: Uint8Array, isPiece: boolean): void {
    this.life.unsafeArrived(chunk)
    // A piece of a message is work as well.
    if (isPiece) this.life.unsafeSpend()
  }

  protected answer(ping: Uint8Array): void {
    this.life.connection.unsafeSend(WebSocketFrame.pong(ping))
  }

  protected get mayTake(): boolean {
    return this.life.mayWork
  }

  protected get mayRead(): boolean {
    return this.life.mayRead
  }

  protected take(payload: Buffer): boolean {
    const { life } = this
    life.unsafeSpend(Price.message)
    // `{}`, the answer to a ping: that it has arrived says all.
    if (payload.length === 2) return life.mayWork
    const message = Message.parse(payload)
    if (Either.isRight(message) && this.relay(message.right)) return life.mayWork
    this.request = message
    return false
  }

  /** Relays a message that can be relayed at once; returns whether it was one. */
  private relay(message: Protocol.ClientMessage): boolean {
    const { phase } = this
    if (message.type !== "send" || phase._tag !== "Registered") return false
    const said = sayable(phase.user, message)
    if (Either.isLeft(said) || phase.presence.hasSaid(said.right.id)) return false
    const { id, membership, text } = said.right
    if (!this.services.channels.unsafeSay(membership, text, id)) return false
    phase.presence.remember(id)
    return true
  }

  handle(): Effect.Effect<void, SessionEnd> | undefined {
    const { phase, request } = this
    if (request === undefined) return this.isDrained ? this.concluding : undefined
    this.request = undefined
    if (Either.isLeft(request)) return request.left
    const message = request.right
    if (phase._tag === "Registered") return obey(this.services, { ...phase, life: this.life }, message)
    return message.type === "hello" ? this.hello(message) : outOfOrder
  }

  /** Answers the peer's end of the WebSocket, where it has come. */
  private get concluding(): Effect.Effect<void, SessionEnd> | undefined {
    const { conclusion } = this
    if (conclusion === undefined) return undefined
    this.life.connection.unsafeSend(WebSocketFrame.close(conclusion.code))
    return conclusion.isFault ? malformed : endOfStream
  }

  private hello(message: Request<"hello">): Effect.Effect<void, SessionEnd> {
    const { check } = this.services
    if (check === undefined) return this.register(message)
    if (message.password === undefined) return new PasswordRequired()
    return Effect.zipRight(admit(this.life, check, Buffer.from(message.password)), this.register(message))
  }

  private register(message: Request<"hello">): Effect.Effect<void, SessionEnd> {
    return Effect.gen(this, function* () {
      const { connection } = this.life
      const name = yield* ClientName.fromText(message.name)
      const presence = yield* this.services.presences.enter(message.session, name, this)
      const user = new User(name, connection, webEncoding, this.life.network, presence.id)
      this.phase = { _tag: "Registered", user, presence }
      this.life.unsafeRegistered()
      reply(user, {
        type: "welcome",
        ...person(presence.id, name),
        limits: { text: Protocol.TEXT_LENGTH, channels: Protocol.CHANNELS, page: Protocol.PAGE },
        ping: Protocol.PING_AFTER
      })
      yield* Effect.logDebug(`${connection.peer} is ${JSON.stringify(nameText(name))}, on the web`)
    })
  }

  unsafeReplace(): void {
    const { connection } = this.life
    connection.unsafeSend(replaced)
    connection.unsafeFail(new ConnectionError({ reason: "Closed" }))
  }

  onSilence(silent: number): number {
    const period = Protocol.PING_AFTER * 1000
    const beats = Math.floor(silent / period)
    if (beats > this.beats) this.life.connection.unsafeSend(ping)
    this.beats = beats
    return period - (silent % period)
  }

  leave(isShutDown: boolean): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (isShutDown) this.sayGoodbye()
      const { phase } = this
      return phase._tag === "Registered" ? this.services.presences.leave(phase.presence, this) : Effect.void
    })
  }

  private sayGoodbye(): void {
    const { connection } = this.life
    const bye: Protocol.ServerMessage = {
      type: "bye",
      text: "The server is restarting.",
      retryAfter: this.services.retryAfter()
    }
    const user = this.user ?? { reply: (bytes: Uint8Array) => connection.unsafeSend(bytes) }
    user.reply(WebSocketFrame.text(JSON.stringify(bye)))
    connection.unsafeSend(WebSocketFrame.close(Refusal.CloseCode.goingAway))
  }
}
