/**
 * The only changes that are made to a text: it is sanitised, and cut where it does not fit. Everything else is relayed
 * byte for byte. Pure; sizes are in bytes.
 */
import * as Utf8 from "./Utf8.ts"

export const SPACE = 0x20
export const SLASH = 0x2f
export const LINE_FEED = 0x0a
const TAB = 0x09
const QUESTION_MARK = 0x3f

/** Whether a byte separates words: a space or a tab. */
export const isSpace = (byte: number | undefined): boolean => byte === SPACE || byte === TAB

/** The C0 controls but the tabulator, and DEL. */
const isControl = (byte: number): boolean => (byte < SPACE && byte !== TAB) || byte === 0x7f

/**
 * Whether the two- or three-byte UTF-8 sequence at `at` controls a screen instead of being shown on it:
 * U+0080-U+009F (C1), U+2028 and U+2029 (line and paragraph separator), U+202A-U+202E and U+2066-U+2069 (bidi).
 */
const isUnsafeSequence = (bytes: Uint8Array, at: number): boolean => {
  const second = bytes[at + 1] ?? 0
  const third = bytes[at + 2] ?? 0
  if (bytes[at] === 0xc2) return second < 0xa0
  if (bytes[at] !== 0xe2) return false
  if (second === 0x80) return third >= 0xa8 && third <= 0xae
  return second === 0x81 && third >= 0xa6 && third <= 0xa9
}

const isPlainAscii = (bytes: Uint8Array): boolean => {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (byte >= 0x7f || (byte < SPACE && byte !== TAB)) return false
  }
  return true
}

/**
 * Replaces each control character by one `?`, so that no peer can forge a line, move a cursor or hide text on another's
 * screen. Characters beyond ASCII are replaced only if the whole text is valid UTF-8; other encodings pass as they are.
 * Returns the given array itself if it is plain ASCII.
 */
export const sanitise = (text: Uint8Array): Uint8Array => {
  if (isPlainAscii(text)) return text
  const isUtf8 = Utf8.isValid(text)
  const clean = new Uint8Array(text.length)
  let length = 0
  for (let at = 0; at < text.length; ) {
    const size = isUtf8 ? Utf8.sequenceLength(text, at) : 1
    const unsafe = isUtf8 && size > 1 ? isUnsafeSequence(text, at) : isControl(text[at] as number)
    if (unsafe) clean[length++] = QUESTION_MARK
    else for (let byte = 0; byte < size; byte++) clean[length++] = text[at + byte] as number
    at += size
  }
  return clean.subarray(0, length)
}

/**
 * Where the first piece of a text longer than `room` ends: before a space in the last third of the room if there is one,
 * else between two characters. The space begins the next piece, because a space at the end would be stripped; for the
 * same reason a piece does not end inside a run of spaces if it can end before it. If possible, the next piece does not
 * begin with `avoided`. Returns at least 1 and at most `room`.
 */
export const cut = (text: Uint8Array, room: number, avoided?: number): number => {
  for (let at = room; at > room - Math.floor(room / 3); at--) {
    if (text[at] === SPACE && text[at - 1] !== SPACE) return at
  }
  let at = Utf8.boundary(text, room)
  while (at > 1 && text[at] === avoided) at = Utf8.boundary(text, at - 1)
  if (at < 1 || text[at] === avoided) at = room
  let end = at
  while (end > 0 && text[end - 1] === SPACE) end--
  return end > 0 ? end : at
}

/** The pieces of a text, each of at most `room` bytes; together they are the text. An empty text is one empty piece. */
export const wrap = (text: Uint8Array, room: number): ReadonlyArray<Uint8Array> => {
  if (text.length <= room) return [text]
  const pieces: Array<Uint8Array> = []
  let rest = text
  while (rest.length > room) {
    const at = cut(rest, room)
    pieces.push(rest.subarray(0, at))
    rest = rest.subarray(at)
  }
  pieces.push(rest)
  return pieces
}

/** The lines of a text, which stand between newlines. */
export const lines = (text: Uint8Array): ReadonlyArray<Uint8Array> => {
  const found: Array<Uint8Array> = []
  let start = 0
  for (let end = text.indexOf(LINE_FEED); end >= 0; end = text.indexOf(LINE_FEED, start)) {
    found.push(text.subarray(start, end))
    start = end + 1
  }
  found.push(text.subarray(start))
  return found
}
