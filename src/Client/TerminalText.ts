/**
 * Makes text from elsewhere safe for a terminal. Pure.
 *
 * Invariant: the result contains nothing that drives a terminal, and invisible characters only where a script or an emoji
 * needs them. Each character that is removed leaves a question mark, so nothing is hidden: names that differ look
 * different, and a text that is not empty does not look empty.
 */

/** Controls of both blocks, DEL, separators of lines and paragraphs, bidi embeddings, overrides, isolates, surrogates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
const drives = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u

/**
 * Joiners, selectors, fillers, tags and other invisible characters, and the Braille pattern without dots. The only visible
 * format characters are the signs that Arabic, Syriac and Kaithi put before numbers.
 */
const invisible =
  /[\p{Default_Ignorable_Code_Point}\u2800]|(?![\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}])\p{Cf}/u

const pictograph = /\p{Extended_Pictographic}/u
const skinTone = /\p{Emoji_Modifier}/u
const mark = /\p{M}/u
/** Spaces of other widths. */
const oddSpace = /[\u00a0\u1680\u2000-\u200a\u202f\u205f]/u
/** Scripts whose spelling needs the joiner and the non-joiner. */
const joining =
  /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Oriya}\p{Script=Sinhala}\p{Script=Tamil}\p{Script=Telugu}]/u

const SELECTORS = /[\ufe0e\ufe0f]/
const KEYCAP = "\u20e3"
const JOINER = "\u200d"
const NON_JOINER = "\u200c"

/** The most marks on one character that the spelling of any living script needs; more would cover other rows. */
const MAX_MARKS = 6

const isPartOfEmoji = (characters: ReadonlyArray<string>, at: number): boolean => {
  const character = characters[at] ?? ""
  const before = characters[at - 1] ?? ""
  const after = characters[at + 1] ?? ""
  if (SELECTORS.test(character)) return pictograph.test(before) || (/[0-9#*]/.test(before) && after === KEYCAP)
  if (character !== JOINER || !pictograph.test(after)) return false
  return pictograph.test(before) || skinTone.test(before) || SELECTORS.test(before)
}

const isSpelling = (characters: ReadonlyArray<string>, at: number): boolean =>
  (characters[at] === JOINER || characters[at] === NON_JOINER) &&
  joining.test(characters[at - 1] ?? "") &&
  joining.test(characters[at + 1] ?? "")

/** The text on one line: line breaks are replaced as other control characters are. */
export const visible = (text: string): string => {
  if (/^[\u0020-\u007e]*$/.test(text)) return text
  const characters = [...text]
  let shown = ""
  let marks = 0
  for (const [at, character] of characters.entries()) {
    if (character === "\t" || oddSpace.test(character)) shown += " "
    else if (drives.test(character)) shown += "?"
    else if (invisible.test(character)) {
      shown += isPartOfEmoji(characters, at) || isSpelling(characters, at) ? character : "?"
      continue
    } else if (mark.test(character)) {
      marks++
      // A mark without a character would combine with what stands before the text, or change the width of a space.
      if (shown === "" || shown.endsWith(" ")) shown += "?"
      else if (marks <= MAX_MARKS) shown += character
      else if (marks === MAX_MARKS + 1) shown += "?"
      continue
    } else shown += character
    marks = 0
  }
  return shown
}

/** The same for bytes: they are decoded as UTF-8, with U+FFFD for what is not valid. */
export const visibleBytes = (bytes: Uint8Array): string =>
  visible(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes))
