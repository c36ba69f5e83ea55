/**
 * Lines of bytes, as they come from a pipe: the client relays what it reads and knows no encoding, so it cannot use a
 * reader of strings. A pure feed, as in `Protocol/Frame`, and the stream that is made of it.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Stdio } from "../Stdio.ts"

const LINE_FEED = 0x0a

/** The chunks of a line that has not come to its end. */
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

/** The lines of what is read; the last one need not end in a newline. */
export const lines = (input: Pick<Stdio["Type"], "read">): Stream.Stream<Uint8Array> =>
  Stream.suspend(() => {
    let pending = empty
    const whole = Effect.map(input.read, (chunk) => {
      const [rest, found] = feed(pending, chunk)
      pending = rest
      return found
    })
    const all = Stream.repeatEffectOption(Effect.mapError(whole, () => Option.none()))
    return Stream.flattenIterables(
      Stream.concat(
        all,
        Stream.sync(() => last(pending))
      )
    )
  })

/** The lines of a text given as words. */
export const wordLines = (words: ReadonlyArray<string>): Stream.Stream<Uint8Array> =>
  Stream.fromIterable(
    words
      .join(" ")
      .split("\n")
      .map((line) => new TextEncoder().encode(line))
  )
