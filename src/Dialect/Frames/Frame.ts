/**
 * The frame: 200 bytes of text padded on the right with spaces, both ways. There is no other framing.
 *
 * Decoding is a pure feed, state and bytes to state and frames. Invariant: however the bytes are split into chunks, the
 * frames are the same, and the state holds less than one frame. What is left at the end of a stream is half a frame
 * and is dropped.
 */
import { identity } from "effect/Function"
import * as Stream from "effect/Stream"
import { SPACE, wrap } from "../../Domain/Text.ts"
import { MESSAGE_LENGTH } from "../../utils.ts"

const CARRIAGE_RETURN = 0x0d
const LINE_FEED = 0x0a

/** The bytes of a frame that has not come to its end: fewer than 200. */
export type Pending = Uint8Array

export const empty: Pending = new Uint8Array(0)

/** The text between `start` and `end` without the spaces, CRs and LFs at its end: peers put a newline before the padding. */
const strip = (bytes: Uint8Array, start: number, end: number): Uint8Array => {
  let stop = end
  while (stop > start) {
    const byte = bytes[stop - 1]
    if (byte !== SPACE && byte !== CARRIAGE_RETURN && byte !== LINE_FEED) break
    stop--
  }
  return bytes.subarray(start, stop)
}

const concat = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

/**
 * The texts of the frames that a chunk completes, stripped at the end, and the bytes left over. The texts are views of
 * the chunk and live as long as it does; what is left over is a copy, so that it does not keep the chunk alive.
 */
export const feed = (pending: Pending, chunk: Uint8Array): readonly [Pending, ReadonlyArray<Uint8Array>] => {
  const missing = pending.length === 0 ? 0 : MESSAGE_LENGTH - pending.length
  if (chunk.length < missing) return [concat(pending, chunk), []]
  const texts: Array<Uint8Array> = []
  if (missing > 0) texts.push(strip(concat(pending, chunk.subarray(0, missing)), 0, MESSAGE_LENGTH))
  let at = missing
  for (; chunk.length - at >= MESSAGE_LENGTH; at += MESSAGE_LENGTH) texts.push(strip(chunk, at, at + MESSAGE_LENGTH))
  return [at < chunk.length ? new Uint8Array(chunk.subarray(at)) : empty, texts]
}

/** Turns a stream of chunks into a stream of texts. */
export const decode = <E, R>(chunks: Stream.Stream<Uint8Array, E, R>): Stream.Stream<Uint8Array, E, R> =>
  chunks.pipe(Stream.mapAccum(empty, feed), Stream.mapConcat(identity))

/** Writes one frame at `at`: prefix and text, which must fit it (200 bytes together), and spaces. */
export const write = (target: Uint8Array, at: number, prefix: Uint8Array, text: Uint8Array): void => {
  const end = at + MESSAGE_LENGTH
  target.set(prefix, at)
  target.set(text, at + prefix.length)
  // A loop, because the target may be a Buffer, whose own fill takes longer to begin than these few bytes.
  for (let rest = at + prefix.length + text.length; rest < end; rest++) target[rest] = SPACE
}

/** The frames of a text: one, or as many as it needs, cut as `Text.wrap` cuts; 200 bytes each, one after the other. */
export const encode = (text: Uint8Array): Uint8Array => {
  const pieces = wrap(text, MESSAGE_LENGTH)
  const frames = new Uint8Array(pieces.length * MESSAGE_LENGTH)
  pieces.forEach((piece, index) => {
    write(frames, index * MESSAGE_LENGTH, empty, piece)
  })
  return frames
}
