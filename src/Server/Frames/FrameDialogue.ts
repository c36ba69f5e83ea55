/**
 * The course's dialogue: a password where the server has one, a name, then commands and texts.
 *
 * A text for the client's channel is relayed on the spot, as it arrives, and what makes no sense is refused on the spot,
 * because a flood of it must not cost more than one of texts. Everything else is a request that wakes the fiber and is
 * answered to its end before the next frame is looked at.
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Command from "../../Dialect/Frames/Command.ts"
import * as Frame from "../../Dialect/Frames/Frame.ts"
import { frameEncoding } from "../../Dialect/Frames/FrameEncoding.ts"
import * as PasswordFrame from "../../Dialect/Frames/PasswordFrame.ts"
import * as Reply from "../../Dialect/Frames/Reply.ts"
import { ByteString, toBytes, toText } from "../../Domain/ByteString.ts"
import type { ChannelName } from "../../Domain/ChannelName.ts"
import { NotInChannel, PasswordRequired, type RequestRefused } from "../../Domain/ChatError.ts"
import * as ClientName from "../../Domain/ClientName.ts"
import { SLASH } from "../../Domain/Text.ts"
import type { ConnectionError } from "../../Net/ConnectionError.ts"
import { Channels, type Entry, LIST_PAGE } from "../Channels.ts"
import type { Dialect, Dialogue, Life, SessionEnd } from "../Dialogue.ts"
import { admit, type Check, Password } from "../Password.ts"
import { type Membership, User } from "../User.ts"
import { FrameReader } from "./FrameReader.ts"

/** Which frame comes next, and from whom. */
type Phase =
  | { readonly _tag: "Password"; readonly check: Check }
  | { readonly _tag: "Name" }
  | { readonly _tag: "Registered"; readonly user: User }

const awaitingName: Phase = { _tag: "Name" }

const refusal = (error: RequestRefused): Uint8Array => Frame.encode(toBytes(Reply.refusal(error)))

// Made once, because a client may earn one with every frame.
const notInChannel = refusal(new NotInChannel())

/** How many refusals are sent in one write at the most. */
const REFUSALS = 16

class FrameDialogue extends FrameReader implements Dialogue {
  /** What `take` has left to the fiber: a command, or any other text. */
  private request: Command.Command | Uint8Array | undefined = undefined
  /** The refusals of frames that are being taken. */
  private refusals: Array<Uint8Array> | undefined = undefined

  constructor(
    private readonly channels: Channels["Type"],
    private readonly life: Life,
    private phase: Phase
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
    // A piece of a frame is work as well.
    if (isPiece) this.life.unsafeSpend()
  }

  protected get mayTake(): boolean {
    return this.life.mayWork
  }

  protected get mayRead(): boolean {
    return this.life.mayRead
  }

  protected take(text: Uint8Array): boolean {
    const { life } = this
    life.unsafeSpend()
    const { phase } = this
    if (phase._tag === "Registered") {
      const outcome = this.attempt(phase.user, text)
      if (outcome === undefined) return life.mayWork && this.mayRefuse
      this.request = outcome
    } else this.request = text
    return false
  }

  /** Whether the client takes its refusals: they are sent together, but not without looking in between. */
  private get mayRefuse(): boolean {
    if (this.refusals === undefined || this.refusals.length < REFUSALS) return true
    this.onTaken()
    return this.life.connection.unsent === 0
  }

  protected onTaken(): void {
    const { refusals, user } = this
    if (refusals === undefined) return
    this.refusals = undefined
    user?.reply(Buffer.concat(refusals))
  }

  /** Does at once what can be done at once, and returns what is left to do. */
  private attempt(user: User, text: Uint8Array): Command.Command | Uint8Array | undefined {
    if (text[0] === SLASH) {
      const command = Command.parse(text)
      return Either.isRight(command) ? command.right : this.refuseAtOnce(refusal(command.left))
    }
    const membership = membershipOf(user)
    if (membership === undefined) return this.refuseAtOnce(notInChannel)
    return this.channels.unsafeSay(membership, text) ? undefined : text
  }

  private refuseAtOnce(frames: Uint8Array): undefined {
    if (this.refusals === undefined) this.refusals = [frames]
    else this.refusals.push(frames)
  }

  handle(): Effect.Effect<void, SessionEnd> | undefined {
    const { phase, request } = this
    if (request === undefined) return undefined
    this.request = undefined
    if (!(request instanceof Uint8Array)) return this.user && this.obey(this.user, request)
    switch (phase._tag) {
      case "Password":
        return this.admit(phase.check, request)
      case "Name":
        return this.register(request)
      case "Registered":
        return this.say(phase.user, request)
    }
  }

  private admit(check: Check, text: Uint8Array): Effect.Effect<void, SessionEnd> {
    const guess = PasswordFrame.parse(text)
    if (guess === undefined) return new PasswordRequired()
    return Effect.map(admit(this.life, check, guess), () => {
      this.phase = awaitingName
    })
  }

  private register(text: Uint8Array): Effect.Effect<void, SessionEnd> {
    return Effect.flatMap(ClientName.fromWire(text), (name) => {
      const { connection, network } = this.life
      this.phase = { _tag: "Registered", user: new User(name, connection, frameEncoding, network) }
      this.life.unsafeRegistered()
      return Effect.logDebug(`${connection.peer} is ${JSON.stringify(toText(name))}`)
    })
  }

  private say(user: User, text: Uint8Array): Effect.Effect<void> {
    const membership = membershipOf(user)
    return membership === undefined ? Effect.void : this.channels.say(membership, text)
  }

  private obey(user: User, command: Command.Command): Effect.Effect<void, ConnectionError> {
    switch (command._tag) {
      case "Create":
        return this.move(user, command.channel, "must")
      case "Join":
        return this.move(user, command.channel, "no")
      case "List":
        return this.list(user, undefined, ByteString(""))
    }
  }

  private move(user: User, channel: ChannelName, create: Entry["create"]): Effect.Effect<void> {
    return Effect.matchEffect(this.channels.enter(user, channel, { create, leaving: user.memberships }), {
      onFailure: (error) => this.refuse(user, error),
      onSuccess: () => Effect.void
    })
  }

  /**
   * Lists the channels after one, of which the last frame's names are still to be sent: a page in each turn of the event
   * loop, because a short question may have a very long answer and must not hold up others.
   */
  private list(user: User, after: ChannelName | undefined, begun: ByteString): Effect.Effect<void, ConnectionError> {
    return Effect.flatMap(this.channels.list(after), (names) => {
      const [full, rest] = Reply.addToList(begun, names)
      if (names.length < LIST_PAGE) return this.reply(user, encode(...full, ...(rest === "" ? [] : [rest])))
      // A long answer is as much work as the messages that it is as long as.
      for (const _ of full) this.life.unsafeSpend()
      return this.reply(user, encode(...full)).pipe(
        // By a timer: `yieldNow` would take up the fiber again before any socket is looked at.
        Effect.zipRight(this.life.pause(0)),
        Effect.zipRight(this.list(user, names.at(-1), rest))
      )
    })
  }

  private refuse(user: User, error: RequestRefused): Effect.Effect<void> {
    return this.reply(user, refusal(error))
  }

  /** Answers the client, and waits where it does not take its answers. */
  private reply(user: User, frames: Uint8Array): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (frames.length > 0) user.reply(frames)
      return this.life.connection.drained
    })
  }
}

/** A client is in one channel or in none. */
const membershipOf = (user: User): Membership | undefined => user.memberships[0]

const encode = (...texts: ReadonlyArray<ByteString>): Uint8Array =>
  Buffer.concat(texts.map((text) => Frame.encode(toBytes(text))))

/** The course's protocol. */
export const make: Effect.Effect<Dialect, never, Channels> = Effect.gen(function* () {
  const channels = yield* Channels
  const check = yield* Password
  const first: Phase = check === undefined ? awaitingName : { _tag: "Password", check }
  return {
    open: (life) => new FrameDialogue(channels, life, first),
    refusal: (reason) => {
      const sentence = Reply.refusal(reason)
      return { sentence, bytes: encode(sentence) }
    }
  }
})
