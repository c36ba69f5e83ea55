/**
 * Which channel the client is in. Pure.
 *
 * The server answers a command only when it fails. Therefore a command that was sent is assumed to succeed, and an error
 * about its channel takes it back: the client is where the other commands have moved it. If the same command was sent
 * twice, we know which one failed: channels are never removed, so only the *first* joins and only the *later* creates of
 * a channel can fail.
 */
import type { ByteString } from "../../Domain/ByteString.ts"
import type { Incoming } from "../Incoming.ts"

export type Move = { readonly _tag: "Create" | "Join"; readonly channel: ByteString }

export interface CurrentChannel {
  /** The channel before the moves below; undefined for none. */
  readonly confirmed: ByteString | undefined
  /** The moves that were sent and have not failed. A move that has succeeded looks the same. */
  readonly sent: ReadonlyArray<Move>
}

/** How many moves may be unanswered; older ones are assumed to have succeeded. */
const MAX_MOVES = 64

export const nowhere: CurrentChannel = { confirmed: undefined, sent: [] }

/** In this channel for certain. */
export const confirmedIn = (channel: ByteString | undefined): CurrentChannel => ({ confirmed: channel, sent: [] })

/** The channel that the client is assumed to be in. */
export const channel = (self: CurrentChannel): ByteString | undefined => self.sent.at(-1)?.channel ?? self.confirmed

/** A command has been sent. */
export const afterSending = (self: CurrentChannel, move: Move): CurrentChannel => {
  const sent = [...self.sent, move]
  const [oldest, ...younger] = sent
  return sent.length > MAX_MOVES ? { confirmed: oldest?.channel, sent: younger } : { ...self, sent }
}

const without = (self: CurrentChannel, at: number): CurrentChannel =>
  at < 0 ? self : { ...self, sent: self.sent.toSpliced(at, 1) }

const failed = (self: CurrentChannel, tag: Move["_tag"], channel: ByteString): CurrentChannel => {
  const isMove = (move: Move) => move._tag === tag && move.channel === channel
  const first = self.sent.findIndex(isMove)
  const second = self.sent.findIndex((move, at) => at > first && isMove(move))
  return without(self, tag === "Create" && second >= 0 ? second : first)
}

/** An answer has arrived. */
export const afterAnswer = (self: CurrentChannel, answer: Incoming): CurrentChannel => {
  switch (answer._tag) {
    case "NoChannelExists":
      return failed(self, "Join", answer.channel)
    case "ChannelExists":
      return failed(self, "Create", answer.channel)
    default:
      return self
  }
}
