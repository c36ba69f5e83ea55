/**
 * The frames that a server sends over a WebSocket (RFC 6455, 5.2): never masked, never in fragments. `ws` writes header and
 * payload apart; here they are one piece of bytes, so that one buffer can go to everybody.
 */

import type { Batch } from "../Encoding.ts"

const FINAL_TEXT = 0x81
const FINAL_CLOSE = 0x88
const FINAL_PONG = 0x8a

/** The longest payload of a control frame, in bytes (RFC 6455, 5.5). */
const CONTROL_LENGTH = 125

/** The size of a frame's header in front of so many bytes. */
export const headerSize = (size: number): number => (size < 126 ? 2 : size < 65_536 ? 4 : 10)

const writeHeader = (target: Buffer, at: number, first: number, size: number): void => {
  target[at] = first
  if (size < 126) target[at + 1] = size
  else if (size < 65_536) {
    target[at + 1] = 126
    target.writeUInt16BE(size, at + 2)
  } else {
    target[at + 1] = 127
    target.writeUInt32BE(0, at + 2)
    target.writeUInt32BE(size, at + 6)
  }
}

/** Writes a text frame at `at`, whose payload takes `size` bytes of UTF-8. */
export const writeText = (target: Buffer, at: number, payload: string, size: number): void => {
  writeHeader(target, at, FINAL_TEXT, size)
  target.write(payload, at + headerSize(size))
}

/** The payloads whose size is written in two bytes. */
const MEDIUM = 126
const MOST = 65_535

/**
 * Writes `more` over the last `shared` bytes of the text frame at `at`, which must be the last thing in the batch, and makes
 * the frame as long as it is then. Returns false, and writes nothing, where its header has no room for that size, or is
 * that of a short frame and would have to grow.
 */
export const extendText = (batch: Batch, at: number, more: string, shared: number): boolean => {
  const added = Buffer.byteLength(more) - shared
  const before = batch.reserve(0)
  if (before[at + 1] !== MEDIUM) return false
  const size = before.readUInt16BE(at + 2) + added
  if (size > MOST) return false
  const target = batch.reserve(added)
  target.write(more, batch.reserved - shared)
  target.writeUInt16BE(size, at + 2)
  return true
}

export const text = (payload: string): Buffer => {
  const size = Buffer.byteLength(payload)
  // Memory of its own: what waits for a slow reader must not keep a slab alive that others share.
  const frame = Buffer.allocUnsafeSlow(headerSize(size) + size)
  writeText(frame, 0, payload, size)
  return frame
}

const control = (first: number, payload: Uint8Array): Buffer => {
  const frame = Buffer.allocUnsafeSlow(2 + payload.length)
  writeHeader(frame, 0, first, payload.length)
  frame.set(payload, 2)
  return frame
}

/** The answer to a ping frame, which repeats what that said. */
export const pong = (payload: Uint8Array): Buffer => control(FINAL_PONG, payload)

/** Says that nothing follows, and why: a code, and a reason that is cut where it does not fit. */
export const close = (code: number, reason = ""): Buffer => {
  const payload = Buffer.alloc(CONTROL_LENGTH)
  payload.writeUInt16BE(code)
  const size = payload.write(reason, 2)
  return control(FINAL_CLOSE, payload.subarray(0, 2 + size))
}
