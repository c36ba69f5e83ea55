/** What somebody may have meant by a word that nobody knows. */
import * as AutoCorrect from "@effect/cli/AutoCorrect"
import * as CliConfig from "@effect/cli/CliConfig"

/** Letters that may be wrong, missing or too many; two that changed places are two. */
const LIMIT = 2

/** A shorter word may mean anything: one letter changed is half of `sh`. */
const SHORTEST = 3

/** Whether a name begins with the word, or else how many letters lie between them; capitals are no difference. */
const distance = (word: string, name: string): number =>
  name.toLowerCase().startsWith(word.toLowerCase())
    ? 0
    : AutoCorrect.levensteinDistance(word, name, CliConfig.defaultConfig)

/** The name that is most like the word, if one is. */
export const nearest = (word: string, names: Iterable<string>): string | undefined => {
  if (word.length < SHORTEST) return undefined
  let best: string | undefined
  let least = LIMIT + 1
  for (const name of names) {
    const letters = distance(word, name)
    // Of a short name, two wrong letters are most of it.
    if (letters < least && letters <= name.length / 2) {
      best = name
      least = letters
    }
  }
  return best
}
