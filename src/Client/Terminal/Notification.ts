/**
 * What a terminal shows outside its window: a notification of the desktop, and the title. Pure.
 *
 * The texts must be visible ones (`TerminalText`): a control character would end the sequence, and the rest would drive
 * the terminal.
 */

/** How a terminal is asked for a notification. One that knows both ways would show two. */
export type Protocol = "osc9" | "osc777"

const BELL = "\u0007"

/** What other terminals know: iTerm2's sequence, with a text alone. It must not begin with a digit, which means progress. */
const osc9 = (title: string, body: string): string => `\u001b]9;${title}: ${body}${BELL}`

/** That of rxvt, foot and the GNOME terminals, in which a semicolon ends a part. */
const osc777 = (title: string, body: string): string =>
  `\u001b]777;notify;${title.replaceAll(";", ",")};${body.replaceAll(";", ",")}${BELL}`

/** A notification that somebody has mentioned the user. */
export const mention = (protocol: Protocol, from: string, text: string): string =>
  (protocol === "osc9" ? osc9 : osc777)(`chat, ${from}`, text)

/** The way that a terminal probably knows, by its variables; undefined for one that might print the sequence. */
export const protocolOf = (term: string, vteVersion: string): Protocol | undefined => {
  if (/^(dumb|linux|vt\d.*)?$/.test(term)) return undefined
  return vteVersion !== "" || /^(rxvt|foot)/.test(term) ? "osc777" : "osc9"
}

/** Sets the title of the window. */
export const title = (text: string): string => `\u001b]2;${text}${BELL}`

/** Keeps the title that is there, and asks the terminal to tell when the window gets and loses the focus. */
export const BEGIN = "\u001b[22;2t\u001b[?1004h"

/** Brings the title back, or where the terminal has kept none takes ours away, and tells no more of the focus. */
export const END = `\u001b[?1004l${title("")}\u001b[23;2t`
