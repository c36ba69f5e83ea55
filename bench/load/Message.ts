/**
 * The text of a measured message: `M`, its sender, its number, the time it was sent at, and filling. The numbers are
 * digits of base 32 from `0` on, all printable, and none of them escaped in JSON: they are read with shifts, which costs less
 * than anything decimal.
 */

/** Bytes. In a frame there is room left for the sender's prefix, so that each message is one frame. */
export const TEXT_LENGTH = 160
export const MARK = 0x4d

const ZERO = 0x30
const SENDER = 1
const NUMBER = 5
const STAMP = 10
const FILLING = 17

/** The part that is the same in every text. */
const filling = Buffer.from(
  Array.from({ length: TEXT_LENGTH - FILLING }, (_, at) => "abcdefghijklmnopqrstuvwxyz"[at % 26]).join("")
)

const digit = (bytes: Uint8Array, at: number): number => (bytes[at] as number) - ZERO

const put = (bytes: Uint8Array, at: number, digits: number, value: number): void => {
  for (let place = at + digits - 1, left = value; place >= at; place--, left >>>= 5) bytes[place] = ZERO + (left & 31)
}

/** A text from a sender, its number and time still to be written. */
export const make = (sender: number): Buffer => {
  const text = Buffer.alloc(TEXT_LENGTH, "0")
  text[0] = MARK
  put(text, SENDER, 4, sender)
  text[FILLING - 1] = 0x20
  filling.copy(text, FILLING)
  return text
}

/** Writes the number into the text at `at`. */
export const putNumber = (bytes: Uint8Array, at: number, number: number): void => put(bytes, at + NUMBER, 5, number)

/** Writes the time, in microseconds below 2^30, which are eighteen minutes. */
export const putStamp = (bytes: Uint8Array, at: number, microseconds: number): void =>
  put(bytes, at + STAMP, 6, microseconds)

export const sender = (bytes: Uint8Array, at: number): number =>
  (digit(bytes, at + SENDER) << 15) |
  (digit(bytes, at + SENDER + 1) << 10) |
  (digit(bytes, at + SENDER + 2) << 5) |
  digit(bytes, at + SENDER + 3)

export const number = (bytes: Uint8Array, at: number): number =>
  (digit(bytes, at + NUMBER) << 20) |
  (digit(bytes, at + NUMBER + 1) << 15) |
  (digit(bytes, at + NUMBER + 2) << 10) |
  (digit(bytes, at + NUMBER + 3) << 5) |
  digit(bytes, at + NUMBER + 4)

/** In microseconds. */
export const stamp = (bytes: Uint8Array, at: number): number => {
  let value = 0
  for (let place = at + STAMP; place < at + STAMP + 6; place++) value = value * 32 + digit(bytes, place)
  return value
}

/** Whether the filling is what was sent. */
export const isIntact = (bytes: Buffer, at: number): boolean =>
  bytes.compare(filling, 0, filling.length, at + FILLING, at + TEXT_LENGTH) === 0
