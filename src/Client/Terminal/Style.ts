/** How text looks on the terminal: a few attributes, and a colour for each name. Pure. */

/** `plain`, an attribute, quiet, the cursor that is drawn, or the number of one of the colours for names. */
export type Style = "plain" | "bold" | "quiet" | "reverse" | "cursor" | number

export interface Span {
  readonly text: string
  readonly style: Style
}

export const span = (text: string, style: Style = "plain"): Span => ({ text, style })

/** The background that colours are to be read on; `none` is without colours. */
export type Colors = "none" | "unknown" | "dark" | "light"

interface Palette {
  /** For times and notices. */
  readonly quiet: number
  /** For names: twelve hues, in the same order in every palette. */
  readonly names: ReadonlyArray<number>
}

/**
 * Colours of the part of the palette of 256 that themes do not change. Their contrast (WCAG 2) is at least 4.5 to 1 against
 * black, Solarized dark and Dracula, or against white and Solarized light; and 3.2 to 1 against all five, where no colour
 * has more than 3.7, for terminals that do not say what their background is.
 */
export const palettes: Readonly<Record<Exclude<Colors, "none">, Palette>> = {
  dark: { quiet: 248, names: [203, 214, 107, 77, 44, 74, 75, 105, 141, 177, 207, 211] },
  light: { quiet: 241, names: [124, 94, 58, 22, 23, 24, 25, 62, 55, 92, 127, 125] },
  unknown: { quiet: 244, names: [167, 166, 100, 64, 30, 31, 32, 99, 134, 165, 133, 197] }
}

const HUES = palettes.unknown.names.length

/** The colour of a name: the same in every client and at every start (FNV-1a over its bytes). */
export const colorOf = (name: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
  // The last bits of this hash differ least between short names.
  return ((hash ^ (hash >>> 16)) >>> 0) % HUES
}

const attributes = { plain: "", bold: "1", reverse: "7", cursor: "7" }

const attributeOf = (style: Style, { names, quiet }: Palette): string => {
  if (typeof style === "number") return `38;5;${names[style]}`
  return style === "quiet" ? `38;5;${quiet}` : attributes[style]
}

/** A run of text in its style. Without colours it is the text alone, and the cursor. */
export const paint = ({ style, text }: Span, colors: Colors): string => {
  if (text === "" || style === "plain" || (colors === "none" && style !== "cursor")) return text
  return `\u001b[${attributeOf(style, palettes[colors === "none" ? "unknown" : colors])}m${text}\u001b[0m`
}

export const paintAll = (spans: ReadonlyArray<Span>, colors: Colors): string =>
  spans.map((span) => paint(span, colors)).join("")
