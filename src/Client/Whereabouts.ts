/**
 * Which channel the client is in. Pure.
 *
 * The server answers a command only when it fails. So a command that was sent is believed to succeed, and an error about
 * its channel takes it back: the client is where the other commands brought it. Which of several alike has failed is
 * certain, because a channel that is there stays: joining it fails before it is there, creating it from then on.
 */
import type { ByteString } from "../Domain/ByteString.ts"
import type { Incoming } from "./Incoming.ts"

export type Move = { readonly _tag: "Create" | "Join"; readonly channel: ByteString }

export interface Whereabouts {
  /** Where the client was before the moves; undefined is in no channel. */
  readonly settled: ByteString | undefined
  /** The moves that were sent and not answered, which is what success looks like too. */
  readonly moves: ReadonlyArray<Move>
}

/** So many commands may be under way; older ones are taken for done. */
const MAX_MOVES = 64

export const nowhere: Whereabouts = { settled: undefined, moves: [] }

/** Known to be in a channel. */
export const settledIn = (channel: ByteString | undefined): Whereabouts => ({ settled: channel, moves: [] })

/** The channel that the prompt shows. */
export const channel = (self: Whereabouts): ByteString | undefined => self.moves.at(-1)?.channel ?? self.settled

/** A command has been sent. */
export const moved = (self: Whereabouts, move: Move): Whereabouts => {
  const moves = [...self.moves, move]
  const [oldest, ...younger] = moves
  return moves.length > MAX_MOVES ? { settled: oldest?.channel, moves: younger } : { ...self, moves }
}

const without = (self: Whereabouts, at: number): Whereabouts =>
  at < 0 ? self : { ...self, moves: self.moves.toSpliced(at, 1) }

const failed = (self: Whereabouts, tag: Move["_tag"], channel: ByteString): Whereabouts => {
  const isMove = (move: Move) => move._tag === tag && move.channel === channel
  const first = self.moves.findIndex(isMove)
  const second = self.moves.findIndex((move, at) => at > first && isMove(move))
  return without(self, tag === "Create" && second >= 0 ? second : first)
}

/** An answer has arrived. */
export const answered = (self: Whereabouts, answer: Incoming): Whereabouts => {
  switch (answer._tag) {
    case "NoChannelExists":
      return failed(self, "Join", answer.channel)
    case "ChannelExists":
      return failed(self, "Create", answer.channel)
    default:
      return self
  }
}
