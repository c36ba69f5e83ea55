/**
 * Decodes what a terminal sends for keys and pastes. A pure feed, as in `Dialect/Frames/Frame`: however the bytes are
 * split into chunks, the keys are the same.
 *
 * An escape waits for what follows it, as in readline: no timer tells the Escape key from the start of a sequence.
 */
import * as Utf8 from "../../Domain/Utf8.ts"

export type Key =
  | { readonly _tag: "Text"; readonly text: string }
  /** A key by its name in Emacs: `C-a`, `M-b`, `Left`, `C-Right`. */
  | { readonly _tag: "Named"; readonly name: string }
  /** No key: what the terminal tells of its window's focus or, where it was asked, of its background. */
  | { readonly _tag: "Report"; readonly report: "FocusIn" | "FocusOut" | "Dark" | "Light" }
  /** A bracketed paste. `tooLong` says that not all of it was kept. */
  | { readonly _tag: "Paste"; readonly text: string; readonly tooLong: boolean }

/** The most bytes of a paste that are kept: some thousand messages, more than anybody sends at once. */
export const MAX_PASTE = 100_000

/** No key sends a longer sequence. */
const MAX_SEQUENCE = 64

/** Input that is not a whole key yet. `bytes` has one character for each byte. */
export interface Pending {
  /** The beginning of a sequence or of a character. */
  readonly bytes: string
  /** The paste so far, while one is under way. */
  readonly paste: string | undefined
  readonly pasteTooLong: boolean
}

export const empty: Pending = { bytes: "", paste: undefined, pasteTooLong: false }

const ESCAPE = 0x1b
const PASTE_START = "\u001b[200~"
const PASTE_END = "\u001b[201~"

const finals: Readonly<Record<string, string>> = {
  A: "Up",
  B: "Down",
  C: "Right",
  D: "Left",
  F: "End",
  H: "Home",
  Z: "BackTab"
}

const tildes: Readonly<Record<string, string>> = {
  "1": "Home",
  "3": "Delete",
  "4": "End",
  "7": "Home",
  "8": "End"
}

/** The modifiers by xterm's parameter, which is 1 plus shift 1, alt 2, control 4. Shift is ignored here. */
const modifier = (parameter: string | undefined): string => {
  const held = Number(parameter ?? 1) - 1
  return `${held & 4 ? "C-" : ""}${held & 2 ? "M-" : ""}`
}

const nameOfSequence = (parameters: string, final: string): string | undefined => {
  const [first = "", second] = parameters.split(";")
  const base = final === "~" ? tildes[first] : finals[final]
  return base === undefined ? undefined : `${modifier(second)}${base}`
}

const nameOfControl = (byte: number): string => {
  if (byte === 0x0d || byte === 0x0a) return "Enter"
  if (byte === 0x09) return "Tab"
  if (byte === 0x7f || byte === 0x08) return "Backspace"
  return `C-${String.fromCharCode(byte | 0x40).toLowerCase()}`
}

const decodeUtf8 = (bytes: string): string =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.from(bytes, "latin1"))

/** Where the text that begins at `from` ends: at a control byte, or before a character that is not whole. */
const endOfText = (bytes: string, from: number): number => {
  let end = from
  while (end < bytes.length && bytes.charCodeAt(end) >= 0x20 && bytes.charCodeAt(end) !== 0x7f) end++
  if (end < bytes.length) return end
  const tail = Buffer.from(bytes.slice(Math.max(from, end - 3)), "latin1")
  for (let at = tail.length - 1; at >= 0; at--) {
    const byte = tail[at] as number
    if (byte < 0x80) break
    if (byte < 0xc0) continue
    const size = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    return at + size > tail.length && Utf8.sequenceLength(tail, at) === 0 ? end - (tail.length - at) : end
  }
  return end
}

// What follows the escape, by ECMA-48.
const csi = /^\[([0-?]*)[ -/]*([@-~])/
/** The Linux console's function keys have a second bracket. */
const consoleFunctionKey = /^\[\[[A-E]/
const ss3 = /^O([@-~])/
/** The answer to the question for the background: 1 to 4 hexadecimal digits for each of red, green and blue. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they end the answer
const background = /^\]11;rgba?:([0-9a-f]+)\/([0-9a-f]+)\/([0-9a-f]+)[^\u0007\u001b]*(?:\u0007|\u001b\\)/i
// biome-ignore lint/suspicious/noControlCharactersInRegex: they end the answer
const unfinished = /^(?:\[[ -?]*|\[\[|O|\](?:1(?:1(?:;[^\u0007\u001b]*\u001b?)?)?)?)?$/

/** The size of a sequence in bytes, and its key, if it means one here. */
interface Found {
  readonly key: Key | undefined
  readonly size: number
}

const named = (name: string | undefined, size: number): Found => ({
  key: name === undefined ? undefined : { _tag: "Named", name },
  size
})

/** By the luminance of its colour without gamma (Rec. 709), which is what "rather dark" means to the eye. */
const isDark = (color: ReadonlyArray<string>): boolean => {
  const [red = 0, green = 0, blue = 0] = color.map((digits) => Number.parseInt(digits, 16) / (16 ** digits.length - 1))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.5
}

/** The key for the bytes after an escape; undefined while the sequence is not complete. */
const escaped = (after: string): Found | undefined => {
  if (unfinished.test(after)) return after.length > MAX_SEQUENCE ? named(undefined, after.length) : undefined
  const functionKey = consoleFunctionKey.exec(after)
  if (functionKey !== null) return named(undefined, functionKey[0].length)
  const [sequence, parameters = "", final = ""] = csi.exec(after) ?? []
  if (sequence === "[I" || sequence === "[O") {
    return { key: { _tag: "Report", report: final === "I" ? "FocusIn" : "FocusOut" }, size: sequence.length }
  }
  if (sequence !== undefined) return named(nameOfSequence(parameters, final), sequence.length)
  const [answer, ...color] = background.exec(after) ?? []
  if (answer !== undefined) {
    return { key: { _tag: "Report", report: isDark(color) ? "Dark" : "Light" }, size: answer.length }
  }
  const [application, letter = ""] = ss3.exec(after) ?? []
  if (application !== undefined) return named(letter === "M" ? "Enter" : nameOfSequence("", letter), application.length)
  const next = after.charCodeAt(0)
  // On some terminals an escape before a sequence means Alt with that key; it is taken for the key alone. Alt with a
  // character beyond ASCII means nothing here.
  if (next === ESCAPE || next > 0x7f) return named(undefined, 0)
  return named(`M-${next < 0x20 || next === 0x7f ? nameOfControl(next) : after[0]?.toLowerCase()}`, 1)
}

/** How many of the last bytes may be the beginning of the paste's end. */
const beginningOfEnd = (bytes: string): number => {
  for (let size = Math.min(PASTE_END.length - 1, bytes.length); size > 0; size--) {
    if (PASTE_END.startsWith(bytes.slice(-size))) return size
  }
  return 0
}

/** Takes what belongs to the paste under way. */
const feedPaste = (pending: Pending, paste: string, bytes: string): readonly [Pending, Key | undefined, string] => {
  const end = bytes.indexOf(PASTE_END)
  const taken = end < 0 ? bytes.length - beginningOfEnd(bytes) : end
  const room = MAX_PASTE - paste.length
  const whole = paste + bytes.slice(0, Math.min(taken, room))
  const tooLong = pending.pasteTooLong || taken > room
  if (end < 0) return [{ bytes: bytes.slice(taken), paste: whole, pasteTooLong: tooLong }, undefined, ""]
  return [empty, { _tag: "Paste", text: decodeUtf8(whole), tooLong }, bytes.slice(end + PASTE_END.length)]
}

/** The keys that a chunk completes, and what is left over. */
export const feed = (pending: Pending, chunk: Uint8Array): readonly [Pending, ReadonlyArray<Key>] => {
  const keys: Array<Key> = []
  let state = pending
  let rest = pending.bytes + Buffer.from(chunk).toString("latin1")
  state = { ...state, bytes: "" }
  while (rest !== "") {
    if (state.paste !== undefined) {
      const [next, key, left] = feedPaste(state, state.paste, rest)
      if (key !== undefined) keys.push(key)
      state = next
      rest = left
      if (key === undefined) break
    } else if (rest.startsWith(PASTE_START)) {
      state = { ...state, paste: "" }
      rest = rest.slice(PASTE_START.length)
    } else if (rest.charCodeAt(0) === ESCAPE) {
      const found = escaped(rest.slice(1))
      if (found === undefined) return [{ ...state, bytes: rest }, keys]
      if (found.key !== undefined) keys.push(found.key)
      rest = rest.slice(1 + found.size)
    } else if (rest.charCodeAt(0) < 0x20 || rest.charCodeAt(0) === 0x7f) {
      keys.push({ _tag: "Named", name: nameOfControl(rest.charCodeAt(0)) })
      rest = rest.slice(1)
    } else {
      const end = endOfText(rest, 0)
      if (end === 0) return [{ ...state, bytes: rest }, keys]
      keys.push({ _tag: "Text", text: decodeUtf8(rest.slice(0, end)) })
      rest = rest.slice(end)
    }
  }
  return [state, keys]
}
