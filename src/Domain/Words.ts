/**
 * The words of a text, and whether a text has those that somebody looks for. Pure.
 *
 * Case, accents and forms of one letter do not count: `Über` is found by `uber` and by `ÜBER`, `Straße` by `strasse`. Scripts
 * that put no spaces between words are taken character by character, so that any part of a sentence finds it.
 */
import { toTextOrLatin1 } from "./Utf8.ts"

export interface Token {
  /** As it is compared. */
  readonly word: string
  /** Where it stands in the text, in UTF-16 code units. */
  readonly start: number
  readonly end: number
}

/** What is looked for: words that stand side by side. */
export interface Phrase {
  readonly words: readonly [string, ...ReadonlyArray<string>]
  /** Whether the last word need only begin so. */
  readonly isPrefix: boolean
}

/** A character of a script without spaces, with its marks; or letters, digits and marks. */
const unspaced =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}"
const token = new RegExp(`[${unspaced}]\\p{M}*|(?:(?![${unspaced}])[\\p{L}\\p{N}\\p{M}])+`, "gu")

/** The accents of the Latin, Greek and Cyrillic scripts, when they stand by themselves. */
const accents = /[\u0300-\u036f]/g

/** A single character may be written out as several, with brackets or spaces between. */
const between = /[^\p{L}\p{N}\p{M}]/gu

const fold = (word: string): string => {
  const lower = word.toLowerCase()
  if (/^[\0-\x7f]*$/.test(lower)) return lower
  const bare = lower.normalize("NFKD").replace(accents, "").normalize("NFKC").toLowerCase()
  return bare.replaceAll("ß", "ss").replace(between, "")
}

export const tokens = (text: string): ReadonlyArray<Token> =>
  Array.from(text.matchAll(token), ({ 0: word, index }) => ({
    word: fold(word),
    start: index,
    end: index + word.length
  }))

const phrase = (piece: string): Phrase | undefined => {
  const [first, ...rest] = tokens(piece).map(({ word }) => word)
  return first === undefined ? undefined : { words: [first, ...rest], isPrefix: piece.endsWith("*") }
}

/** What a person looks for, typed with spaces between: each piece is a phrase, `rel*` any word that begins so. */
export const phrases = (query: string): ReadonlyArray<Phrase> =>
  query.split(/\s+/).flatMap((piece) => phrase(piece) ?? [])

const standsAt = (text: ReadonlyArray<Token>, { isPrefix, words }: Phrase, at: number): boolean =>
  words.every((word, index) => {
    const found = text[at + index]?.word
    return isPrefix && index === words.length - 1 ? found?.startsWith(word) === true : found === word
  })

/** Where the phrases stand in a text, in its order, from the first token to the last; undefined where one is missing. */
export const find = (
  text: string,
  phrases: ReadonlyArray<Phrase>
): ReadonlyArray<{ readonly start: number; readonly end: number }> | undefined => {
  const all = tokens(text)
  const found: Array<{ readonly start: number; readonly end: number }> = []
  for (const phrase of phrases) {
    const before = found.length
    for (const [at, { start }] of all.entries()) {
      const end = all[at + phrase.words.length - 1]?.end
      if (end !== undefined && standsAt(all, phrase, at)) found.push({ start, end })
    }
    if (found.length === before) return undefined
  }
  return found.sort((one, other) => one.start - other.start)
}

/** Whether all the phrases stand in a text that is bytes. */
export const areIn = (text: Uint8Array, phrases: ReadonlyArray<Phrase>): boolean =>
  find(toTextOrLatin1(text), phrases) !== undefined
