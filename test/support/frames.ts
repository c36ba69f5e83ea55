/** Frames as a test writes and reads them, without the code under test. */
import assert from "node:assert/strict"

export const JOIN_REQUIRES_ARGUMENT = "/join command must be followed by the name of a channel to join."
export const NOT_IN_CHANNEL = "Not currently in any channel. Must join a channel before sending messages."

/** One frame: the bytes of the text and blanks up to 200. */
export const frame = (text: string): Buffer => {
  assert.ok(text.length <= 200, `${text.length} bytes do not fit a frame`)
  return Buffer.from(text.padEnd(200), "latin1")
}

/** The texts of whole frames, without the blanks at their ends. */
export const texts = (bytes: Uint8Array): ReadonlyArray<string> => {
  assert.equal(bytes.length % 200, 0, "the server sent a part of a frame")
  const found: Array<string> = []
  for (let at = 0; at < bytes.length; at += 200) {
    found.push(
      Buffer.from(bytes.subarray(at, at + 200))
        .toString("latin1")
        .replace(/ +$/, "")
    )
  }
  return found
}
