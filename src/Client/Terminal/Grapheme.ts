/**
 * Grapheme clusters, which people see as one character, and how many cells of a terminal each takes. Pure.
 *
 * Terminals differ in the width of a cluster of several code points: some know the newest emoji sequences, others add up
 * the widths of the parts. The width here is an upper bound, so text that fits a row by it fits on both.
 */
import { eastAsianWidth } from "get-east-asian-width"

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" })

const isPlainAscii = (text: string): boolean => /^[\u0020-\u007e]*$/.test(text)

/** The clusters of a text; together they are the text. */
export const clusters = (text: string): ReadonlyArray<string> =>
  isPlainAscii(text) ? text.split("") : Array.from(segmenter.segment(text), ({ segment }) => segment)

/** Marks that combine with the character before them, and invisible characters. */
const takesNoCell = /^[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}]$/u

const EMOJI_PRESENTATION = "\ufe0f"

/** The most cells a terminal takes for a cluster. */
export const cells = (cluster: string): number => {
  if (isPlainAscii(cluster)) return cluster.length
  let sum = 0
  for (const character of cluster) {
    if (!takesNoCell.test(character)) sum += eastAsianWidth(character.codePointAt(0) ?? 0, { ambiguousAsWide: false })
  }
  return sum === 1 && cluster.includes(EMOJI_PRESENTATION) ? 2 : sum
}

/** The most cells a terminal takes for a text. */
export const width = (text: string): number =>
  isPlainAscii(text) ? text.length : clusters(text).reduce((sum, cluster) => sum + cells(cluster), 0)
