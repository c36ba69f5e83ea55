/** The parts of UTF-8 that the protocol needs: where a character begins and ends, and whether bytes are valid. Pure. */

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80

/**
 * The size in bytes of the well-formed UTF-8 sequence at `at`, or 0 if there is none (Unicode 15, table 3-7: overlong
 * forms, surrogates and what lies past U+10FFFF are not well-formed).
 */
export const sequenceLength = (bytes: Uint8Array, at: number): number => {
  const first = bytes[at]
  if (first === undefined) return 0
  if (first < 0x80) return 1
  if (first < 0xc2 || first > 0xf4) return 0
  const second = bytes[at + 1]
  if (second === undefined || !isContinuation(second)) return 0
  if (first < 0xe0) return 2
  if (!isContinuation(bytes[at + 2])) return 0
  if (first < 0xf0) {
    if (first === 0xe0 && second < 0xa0) return 0
    if (first === 0xed && second > 0x9f) return 0
    return 3
  }
  if (!isContinuation(bytes[at + 3])) return 0
  if (first === 0xf0 && second < 0x90) return 0
  if (first === 0xf4 && second > 0x8f) return 0
  return 4
}

export const isValid = (bytes: Uint8Array): boolean => {
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    if (length === 0) return false
    at += length
  }
  return true
}

/** The last index at or before `at` at which the bytes can be cut between two characters. */
export const boundary = (bytes: Uint8Array, at: number): number => {
  for (let start = at; start >= 0 && start > at - 4; start--) {
    if (isContinuation(bytes[start])) continue
    return start + sequenceLength(bytes, start) > at ? start : at
  }
  return at
}

/** The text as people read it: UTF-8 where it is valid, else each byte as a character of Latin-1. */
export const toTextOrLatin1 = (bytes: Uint8Array): string => {
  const { buffer, byteLength, byteOffset } = bytes
  return Buffer.from(buffer, byteOffset, byteLength).toString(isValid(bytes) ? "utf8" : "latin1")
}
