/**
 * What became of commands, for a program: `/create` and `/join` have no reply when they succeed.
 *
 * Each command is followed by a barrier, a `/join` without an argument, whose reply always comes and comes last. What the
 * server answers until then is about that command, but for what it says to a text that was sent before.
 */
import * as Either from "effect/Either"
import * as Command from "../Dialect/Frames/Command.ts"
import * as Frame from "../Dialect/Frames/Frame.ts"
import type { ByteString } from "../Domain/ByteString.ts"
import { SLASH } from "../Domain/Text.ts"
import type { Incoming } from "./Incoming.ts"

interface Sent {
  /** Where the command moves the client, if it succeeds. */
  readonly channel: ByteString | undefined
  /** The command's own reply is the barrier's as well: the next one counts. */
  isBare: boolean
  isRefused: boolean
}

/** What a barrier's reply tells. */
export interface Passed {
  /** The channel that the client is in now, if the command has moved it. */
  readonly moved: ByteString | undefined
}

const barrier = Frame.encode(new TextEncoder().encode("/join"))

const isAnswer = ({ _tag }: Incoming): boolean =>
  _tag !== "Message" && _tag !== "Joined" && _tag !== "Left" && _tag !== "Unattributed" && _tag !== "NotInChannel"

export class CommandBarriers {
  private readonly sent: Array<Sent> = []

  /** Whether every command has been answered. */
  get isEmpty(): boolean {
    return this.sent.length === 0
  }

  /** Notes what is about to be sent, and returns the barrier to send behind it, if it is a command. */
  follow(text: Uint8Array): ReadonlyArray<Uint8Array> {
    if (text[0] !== SLASH) return []
    const command = Command.parse(text)
    const channel = Either.isRight(command) && command.right._tag !== "List" ? command.right.channel : undefined
    const isBare = Either.isLeft(command) && command.left._tag === "JoinRequiresArgument"
    this.sent.push({ channel, isBare, isRefused: false })
    return [barrier]
  }

  /** A barrier that no command stands before. */
  last(): Uint8Array {
    this.sent.push({ channel: undefined, isBare: false, isRefused: false })
    return barrier
  }

  /** Takes what arrives: undefined, or what a barrier tells, and then nobody has asked for this reply. */
  receive(incoming: Incoming): Passed | undefined {
    const [oldest] = this.sent
    if (oldest === undefined || !isAnswer(incoming)) return undefined
    if (incoming._tag !== "JoinRequiresArgument") {
      oldest.isRefused = true
      return undefined
    }
    if (oldest.isBare) {
      oldest.isBare = false
      return undefined
    }
    this.sent.shift()
    return { moved: oldest.isRefused ? undefined : oldest.channel }
  }
}
