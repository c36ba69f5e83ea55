/**
 * The barrier: a command that the server replies to with an error. A silence cannot be received, but this reply can, and
 * the server handles commands in order: everything that it has sent because of earlier ones comes before the reply.
 *
 * Invariant: the command changes nothing at the server. `Server/TraitsSearch` finds one for each server.
 */
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"

export interface Barrier {
  readonly command: string
  readonly reply: string
}

/** The replies that one connection is still to receive. There is more than one if the script itself sent the command. */
export interface BarrierReplies {
  readonly barrier: Barrier | undefined
  /** This text is being sent. */
  readonly sending: (text: string) => Effect.Effect<void>
  /** This text was received; returns whether it is the last of the replies. */
  readonly isLast: (text: string) => Effect.Effect<boolean>
}

export const replies = (barrier: Barrier | undefined): Effect.Effect<BarrierReplies> =>
  Effect.map(Ref.make(0), (outstanding) => ({
    barrier,
    sending: (text) => (text === barrier?.command ? Ref.update(outstanding, (count) => count + 1) : Effect.void),
    isLast: (text) =>
      text === barrier?.reply
        ? Effect.map(
            Ref.updateAndGet(outstanding, (count) => count - 1),
            (count) => count <= 0
          )
        : Effect.succeed(false)
  }))
