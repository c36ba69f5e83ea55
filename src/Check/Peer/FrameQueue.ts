/**
 * The frames that have arrived from the program under check, in order, and at last the end of the connection.
 *
 * A fiber of its own reads, because a wait for a frame can be given up and begun again, and a read cannot.
 *
 * Invariants: reading pauses while {@link MAX_QUEUED} frames are in the queue, because a program may send without end.
 * A wait that is given up loses no frame: a frame that was taken from the mailbox is in `peeked` until somebody takes it.
 */

import * as Chunk from "effect/Chunk"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Mailbox from "effect/Mailbox"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Frame from "../../Dialect/Frames/Frame.ts"
import { SPACE } from "../../Domain/Text.ts"
import type { ConnectionError } from "../../Net/ConnectionError.ts"
import { MESSAGE_LENGTH } from "../../utils.ts"
import * as Format from "../Format.ts"
import { feed, type Received } from "./Received.ts"

/** Frames, 200 kB: more than any case leaves unread. */
export const MAX_QUEUED = 1000

/** The connection has ended: no frame arrives any more. */
export class ConnectionEnded extends Data.TaggedError("ConnectionEnded")<{
  /** `the end of the connection`, for example. */
  readonly how: string
}> {}

export interface FrameQueue {
  /** Waits for the next frame, and leaves it in the queue. */
  readonly peek: Effect.Effect<Received, ConnectionEnded>
  /** Waits for the next frame, and takes it. */
  readonly take: Effect.Effect<Received, ConnectionEnded>
  /** Takes frames that have arrived, up to this number, without waiting; returns how many. */
  readonly skip: (limit: number) => Effect.Effect<number>
  /** How many frames have arrived and were not peeked at. */
  readonly size: Effect.Effect<number>
  /** What has arrived of the next frame, in words, if it is a part of one. */
  readonly partial: Effect.Effect<Option.Option<string>>
  /** The most spaces that have come between two frames, where they are passed over. */
  readonly surplus: Effect.Effect<number>
  /** What is wrong with the size of what comes, if something is: no number of whole frames has come. */
  readonly unsafeIrregularity: () => string | undefined
  /** Nothing is read from now on. */
  readonly stall: Effect.Effect<void>
}

const ended = (how: string) => new ConnectionEnded({ how })

const endOf = ({ reason }: ConnectionError): ConnectionEnded =>
  ended(reason === "Reset" ? "a reset of the connection" : "a broken connection")

/** Reads until the scope closes. `onArrival` gets everything as it arrives; `split` makes frames of the bytes. */
export const make = (
  bytes: Stream.Stream<Uint8Array, ConnectionError>,
  onArrival: (arrival: Received | ConnectionEnded) => void,
  split: typeof feed = feed
): Effect.Effect<FrameQueue, never, Scope.Scope> =>
  Effect.gen(function* () {
    const arrived = yield* Mailbox.make<Received, ConnectionEnded>(MAX_QUEUED)
    const peeked = yield* Ref.make(Option.none<Received>())
    const pending = yield* Ref.make(Frame.empty)
    const surplus = yield* Ref.make(0)
    // The first chunk is mostly one message, because a program is sent one thing at a time.
    let first = Frame.empty
    let rest = 0

    const add = (chunk: Uint8Array) =>
      Effect.gen(function* () {
        const fed = split(yield* Ref.get(pending), chunk)
        if (first.length === 0) first = chunk
        rest = fed.pending.length
        yield* Ref.set(pending, fed.pending)
        yield* Ref.update(surplus, (most) => Math.max(most, fed.surplus))
        fed.frames.forEach(onArrival)
        yield* arrived.offerAll(fed.frames)
      })
    const end = (how: ConnectionEnded) => {
      onArrival(how)
      return arrived.fail(how)
    }
    const reading = Stream.runForEach(bytes, add).pipe(
      Effect.matchEffect({
        // This side has closed the connection, and nobody waits for what arrives then.
        onFailure: (error) => (error.reason === "Closed" ? Effect.void : end(endOf(error))),
        onSuccess: () => end(ended("the end of the connection"))
      })
    )
    const reader = yield* Effect.forkScoped(reading)

    const next = arrived.take.pipe(Effect.catchTag("NoSuchElementException", Effect.die))
    const fill = Effect.uninterruptibleMask((restore) =>
      Effect.tap(restore(next), (frame) => Ref.set(peeked, Option.some(frame)))
    )
    const peek = Effect.flatMap(Ref.get(peeked), Option.match({ onNone: () => fill, onSome: Effect.succeed }))
    const size = Effect.map(
      arrived.size,
      Option.getOrElse(() => 0)
    )
    return {
      peek,
      take: Effect.zipLeft(peek, Ref.set(peeked, Option.none())),
      skip: (limit) =>
        Effect.flatMap(size, (count) =>
          count === 0 || limit === 0
            ? Effect.succeed(0)
            : Effect.map(Effect.orDie(arrived.takeN(Math.min(limit, count))), ([frames]) => Chunk.size(frames))
        ),
      size,
      partial: Effect.map(Ref.get(pending), (part) =>
        part.length === 0 ? Option.none() : Option.some(Format.partial(part))
      ),
      surplus: Ref.get(surplus),
      unsafeIrregularity: () => {
        if (rest === 0 || first.length % MESSAGE_LENGTH === 0 || split !== feed) return undefined
        return first.at(-1) === SPACE
          ? `messages of ${first.length} bytes instead of ${MESSAGE_LENGTH}`
          : `messages without spaces up to ${MESSAGE_LENGTH} bytes`
      },
      stall: Effect.asVoid(Fiber.interrupt(reader))
    }
  })
