/**
 * Lines of bytes. The client relays what it reads in whatever encoding it is, so it cannot use a reader of strings.
 *
 * The splitter is a pure feed, as in `Dialect/Frames/Frame`: however the input is split into chunks, the lines are the
 * same. `lines` is its Stream.
 */
import * as Stream from "effect/Stream"

const LINE_FEED = 0x0a

/** The chunks of a line whose end has not arrived. */
export type Pending = ReadonlyArray<Uint8Array>

export const empty: Pending = []

const concat = (chunks: Pending): Uint8Array => {
  const line = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    line.set(chunk, at)
    at += chunk.length
  }
  return line
}

/** The lines that a chunk completes, without their newlines, and what is left over. */
export const feed = (pending: Pending, chunk: Uint8Array): readonly [Pending, ReadonlyArray<Uint8Array>] => {
  const lines: Array<Uint8Array> = []
  let open = pending
  let from = 0
  for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
    lines.push(concat([...open, chunk.subarray(from, end)]))
    open = empty
    from = end + 1
  }
  return [from < chunk.length ? [...open, chunk.subarray(from)] : open, lines]
}

/** The last line, when the input ends without a newline. */
export const last = (pending: Pending): ReadonlyArray<Uint8Array> => (pending.length === 0 ? [] : [concat(pending)])

/** The lines of an input; the last one need not end in a newline. */
export const lines = <E>(input: Stream.Stream<Uint8Array, E>): Stream.Stream<Uint8Array, E> =>
  Stream.concat(input, Stream.succeed(undefined)).pipe(
    Stream.mapAccum(empty, (pending, chunk) => (chunk === undefined ? [empty, last(pending)] : feed(pending, chunk))),
    Stream.flattenIterables
  )

/** The lines of a text given as words. */
export const wordLines = (words: ReadonlyArray<string>): Stream.Stream<Uint8Array> =>
  Stream.fromIterable(
    words
      .join(" ")
      .split("\n")
      .map((line) => new TextEncoder().encode(line))
  )
