/** How text looks on the terminal: a few attributes, and a colour for each name. Pure. */

/** `plain`, an attribute, the cursor that is drawn, or the number of a colour of the palette of 256. */
export type Style = "plain" | "bold" | "dim" | "reverse" | "cursor" | number

export interface Span {
  readonly text: string
  readonly style: Style
}

export const span = (text: string, style: Style = "plain"): Span => ({ text, style })

/**
 * Colours for names: twelve hues from the part of the palette that themes do not change, each with a contrast of at least
 * 4 to 1 (WCAG 2) against black and against white. No colour has more than 4.58 against both.
 */
export const palette: ReadonlyArray<number> = [131, 130, 64, 28, 30, 31, 27, 63, 98, 129, 163, 161]

/** The colour of a name: the same in every client and at every start (FNV-1a over its bytes). */
export const colorOf = (name: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  // The last bits of this hash differ least between short names.
  return palette[((hash ^ (hash >>> 16)) >>> 0) % palette.length] ?? 131
}

const attributes = { plain: "", bold: "1", dim: "2", reverse: "7", cursor: "7" }

/** A run of text in its style. Without colours it is the text alone, and the cursor. */
export const paint = ({ style, text }: Span, colored: boolean): string => {
  const attribute = typeof style === "number" ? `38;5;${style}` : attributes[style]
  return (colored || style === "cursor") && attribute !== "" && text !== ""
    ? `\u001b[${attribute}m${text}\u001b[0m`
    : text
}

export const paintAll = (spans: ReadonlyArray<Span>, colored: boolean): string =>
  spans.map((span) => paint(span, colored)).join("")
