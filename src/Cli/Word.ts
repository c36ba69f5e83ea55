/**
 * How our own reader of a command line hands words to `@effect/cli`: behind a mark.
 *
 * The library looks for options, built-in ones too, and for subcommands among all words. A text to send may be `--help`,
 * and a person may be called `server`. Behind the mark no word looks like either.
 */
const MARK = "="

export const mark = (word: string): string => `${MARK}${word}`

export const unmark = (word: string): string => word.slice(MARK.length)
