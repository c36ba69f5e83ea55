/**
 * Text as a terminal lays it out: grapheme clusters, what a person takes for one character, and the cells each takes.
 * Pure.
 *
 * Terminals differ in how wide they draw a cluster of several code points: some know the newest emoji sequences, some add
 * up their parts. So the width here is an upper bound: what is laid out by it fits a row on either kind.
 */
import { eastAsianWidth } from "get-east-asian-width"

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" })

const isPlainAscii = (text: string): boolean => /^[\u0020-\u007e]*$/.test(text)

/** The clusters of a text; together they are the text. */
export const clusters = (text: string): ReadonlyArray<string> =>
  isPlainAscii(text) ? text.split("") : Array.from(segmenter.segment(text), ({ segment }) => segment)

/** Marks that stand on the character before them, and characters that are not to be seen. */
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
