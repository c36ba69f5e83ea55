/**
 * What a peer does to its connection: it sends frames or any bytes, stops reading, closes or breaks it. All of it is
 * written to the trace of the case.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Connection } from "../../Net/Connection.ts"
import * as Format from "../Format.ts"
import { Timeouts } from "../Timeouts.ts"
import { Trace } from "../Trace.ts"
import type { BarrierReplies } from "./Barrier.ts"
import type { FrameQueue } from "./FrameQueue.ts"
import { frame } from "./Received.ts"

export interface Wire {
  /** The name of the peer in traces and reports. */
  readonly name: string
  /** Sends texts, each in a frame, with a pause after each, so that no two arrive together. */
  readonly send: (...texts: ReadonlyArray<string>) => Effect.Effect<void>
  /** Sends bytes as they are, in one write: a part of a frame, or several frames. */
  readonly sendBytes: (bytes: Uint8Array) => Effect.Effect<void>
  /** Gives the program time to read what was sent, where nothing else tells that it has. */
  readonly pause: Effect.Effect<void>
  /** Reads nothing of what the program sends from now on. */
  readonly stall: Effect.Effect<void>
  /** Ends the connection in order, and waits a little while for the program to end it too: it has noticed then. */
  readonly close: Effect.Effect<void>
  /** Ends the connection in order, and does not wait: a program that serves this peer later notices later. */
  readonly closeInBackground: Effect.Effect<void, never, Scope.Scope>
  /** Breaks the connection, as a crash does. */
  readonly reset: Effect.Effect<void>
}

export const make = (
  name: string,
  connection: Connection,
  frames: FrameQueue,
  replies: BarrierReplies
): Effect.Effect<Wire, never, Trace> =>
  Effect.gen(function* () {
    const trace = yield* Trace
    const { pacing } = yield* Timeouts
    const record = (arrow: "->" | "--", what: () => string) =>
      Effect.sync(() => trace.unsafeRecord(() => `${name} ${arrow} ${what()}`))
    const write = (bytes: Uint8Array) =>
      Effect.suspend(() => {
        connection.unsafeSend(bytes)
        return connection.drained
      })
    const send = (text: string) =>
      record("->", () => Format.text(text)).pipe(
        Effect.zipRight(replies.sending(text)),
        Effect.zipRight(write(frame(text))),
        Effect.zipRight(pacing)
      )
    const close = Effect.zipRight(
      record("->", () => "the end of the connection"),
      connection.close
    )
    return {
      name,
      send: (...texts) => Effect.forEach(texts, send, { discard: true }),
      sendBytes: (bytes) =>
        Effect.zipRight(
          record("->", () => `${bytes.length} bytes: ${Format.bytes(bytes)}`),
          write(bytes)
        ),
      pause: pacing,
      stall: Effect.zipRight(
        record("--", () => "does not read any more"),
        frames.stall
      ),
      close,
      closeInBackground: Effect.asVoid(Effect.forkScoped(close)),
      reset: Effect.zipRight(
        record("->", () => "a reset of the connection"),
        connection.reset
      )
    }
  })
